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
    groups = scenarios.write_together(tmp_path, tmp_path, all_scenarios, compared)

    names = [list(group.scenarios) for group in groups]
    assert names == [["valid", "name_empty", "size_zero"], ["kind_empty", "kind_list"]]


def test_scenarios_without_a_variable_are_in_one_call_with_others_if_its_default_is_a_value_of_json_or_null(tmp_path):
    (tmp_path / "main.tf").write_text(
        'variable "name" {\n  type = string\n}\n'
        'variable "size" {\n  type    = number\n  default = 1 # metre\n}\n'
        'variable "kind" {\n  type    = string\n  default = "$${a}"\n}\n'
        'variable "link" {\n  type    = string\n  default = null\n}\n'
        'variable "tags" {\n  type    = map(string)\n  default = { a = "b" }\n}\n'
        'variable "list" {\n  type     = list(string)\n  default  = [\n    "a",\n  ]\n  nullable = false\n}\n'
    )
    all_scenarios = {
        "minimal": {"name": "a"},
        "size": {"size": 2, "name": "b"},
        "link": {"name": "${c}", "link": "d", "list": []},
        "kind": {"name": "d", "kind": "big"},
        "tags": {"name": "d", "tags": {}},
        "none": {},
    }
    groups = scenarios.write_together(tmp_path, tmp_path, all_scenarios)

    assert [(group.variables, group.scenarios) for group in groups] == [
        (("name", "size", "link", "list"), ("minimal", "size", "link")),
        (("name", "kind"), ("kind",)),
        (("name", "tags"), ("tags",)),
        ((), ("none",)),
    ]
    values = json.loads((tmp_path / "values.tf.json").read_text())["locals"]
    given = {"size": 1, "link": None, "list": None}
    assert values["group_0"] == {
        "minimal": {**given, "name": "a"},
        "size": {**given, "name": "b", "size": 2},
        "link": {**given, "name": "$${c}", "link": "d", "list": []},
    }


def test_a_file_of_a_call_has_no_values_since_terraform_parses_it_for_each_error(tmp_path):
    (tmp_path / "main.tf").write_text(MODULE)
    (group,) = scenarios.write_together(tmp_path, tmp_path, {"a": {"name": "a text", "kind": "small"}})

    assert "a text" not in (tmp_path / group.file).read_text()
