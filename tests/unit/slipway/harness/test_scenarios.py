"""The root configurations in which many scenarios are planned together."""

import json

from slipway.harness import scenarios
from slipway.harness.module_copies import ReducedModule

MODULE = """
variable "kind" {
  type = string
}
variable "size" {
  type    = number
  default = 1
  validation {
    condition     = var.size > (var.kind == "big" ? 10 : 0)
    error_message = "Write more."
  }
}
variable "name" {
  type = string
  validation {
    condition     = var.name != ""
    error_message = "Write a name."
  }
}
"""


def test_scenarios_that_differ_in_what_others_are_compared_with_have_separate_calls(tmp_path):
    """Otherwise an error in ``kind`` of one would hide those in ``size`` of all others until another plan."""
    (tmp_path / "main.tf").write_text(MODULE)
    compared = ReducedModule.of(tmp_path).compared_variables()
    assert compared == {"kind"}

    valid = {"kind": "small", "name": "a"}
    all_scenarios = {
        "valid": valid,
        "name_empty": {**valid, "name": ""},
        "kind_empty": {**valid, "kind": ""},
        "kind_list": {**valid, "kind": ["small"]},
        "size_zero": {**valid, "size": 0},
    }
    scenarios.write_together(tmp_path, tmp_path, all_scenarios, compared)

    calls = [json.loads(file.read_text())["module"] for file in sorted(tmp_path.glob("*.tf.json"))]
    groups = [sorted(call["for_each"]) for modules in calls for call in modules.values()]
    assert groups == [["name_empty", "valid"], ["kind_empty", "kind_list"], ["size_zero"]]
