"""Keys that Terraform drops without a word."""

import json
from pathlib import Path

import pytest
from repository import ROOT

from slipway.cli import main
from slipway.terraform.object_keys import unknown_keys
from slipway.terraform.variable_types import types_of

MODULE = """
variable "role" {
  description = "A role with \\"quotes\\" = { } # and brackets."
  type = object({
    # The comment has a key = value.
    statements = optional(list(object({ actions = list(string), effect = optional(string, "Allow") })), [{ a = "b" }])
    policy     = optional(string)
  })
  default = {}
}

variable "queues" {
  type = map(object({ timeout = number }))
}

variable "anything" { type = any }
variable "untyped" {}
"""


@pytest.fixture
def found(tmp_path):
    """``found(arguments)`` returns the findings in a call of a module, without their file."""
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "variables.tf").write_text(MODULE)
    (tmp_path / "stack").mkdir()

    def find(arguments, source='"../module"'):
        text = f'module "f" {{\n  source = {source}\n{arguments}\n}}\n'
        (tmp_path / "stack" / "main.tf").write_text(text)
        return [str(key).removeprefix(f"{tmp_path}/stack/main.tf:") for key in unknown_keys(tmp_path / "stack")]

    return find


def test_the_types_of_variables_are_read(tmp_path):
    (tmp_path / "variables.tf").write_text(MODULE)
    statement = {"actions": ["list", "string"], "effect": "string"}
    assert types_of(tmp_path) == {
        "role": {"statements": ["list", statement], "policy": "string"},
        "queues": ["map", {"timeout": "number"}],
        "anything": "any",
        "untyped": "any",
    }


@pytest.mark.parametrize(
    ("arguments", "findings"),
    [
        ("role = { polcy = 1 }", ["3: module.f.role has no key polcy, so Terraform ignores it; did you mean policy?"]),
        (
            'role = { "polcy" : 1 }',
            ["3: module.f.role has no key polcy, so Terraform ignores it; did you mean policy?"],
        ),
        (
            'role = {\n statements = [\n  { actions = [], x = "}" },\n  { actons = [] }, # here\n ]\n}',
            [
                "3: module.f.role.statements[0] has no key x, so Terraform ignores it; it has actions, effect",
                "3: module.f.role.statements[1] has no key actons, so Terraform ignores it; did you mean actions?",
            ],
        ),
        (
            '# first\nqueues = { "a b" = { timeout = 1, retention = 2 } }',
            ['4: module.f.queues["a b"] has no key retention, so Terraform ignores it; it has timeout'],
        ),
    ],
)
def test_an_unknown_key_is_found_with_its_place(found, arguments, findings):
    assert found(arguments) == findings


@pytest.mark.parametrize(
    "arguments",
    [
        'role = { statements = [{ actions = ["${x}"] }], policy = jsonencode({ Version = 1 }) }',
        "role = merge({ polcy = 1 }, {})",
        "role = var.x ? { polcy = 1 } : null",
        "role = { statements = [for x in var.y : { actions = x }] }",
        "queues = { for name in var.names : name => { timeout = 1 } }",
        "queues = { (var.name) = { timeout = 1 } }",
        "anything = { x = 1 }",
        "untyped = { x = 1 }",
        "unknown = { x = 1 }",
    ],
)
def test_known_keys_and_other_expressions_are_not_findings(found, arguments):
    assert found(arguments) == []


def test_a_downloaded_module_is_compared_and_a_missing_one_isnt(found, tmp_path):
    source, arguments = '"git::https://example.com/m.git?ref=v1"', "role = { polcy = 1 }"
    assert found(arguments, source) == []
    folder = tmp_path / "stack" / ".terraform" / "modules"
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text(json.dumps({"Modules": [{"Key": "f", "Source": "x", "Dir": "../module"}]}))
    assert len(found(arguments, source)) == 1
    assert found(arguments, '"../nowhere"') == []


def test_the_command_names_the_keys_and_fails(found, tmp_path, capsys):
    found("role = { polcy = 1 }")
    assert main(["lint", str(tmp_path)]) == 1
    assert "module.f.role has no key polcy" in capsys.readouterr().out
    found("role = { policy = 1 }")
    assert main(["lint", str(tmp_path)]) == 0
    assert main(["lint", str(tmp_path / "nowhere")]) == 1
    assert "isn't a folder" in capsys.readouterr().err


def test_no_stack_and_no_example_of_this_repository_has_an_unknown_key():
    calls = sum(len(file.read_text().split('\nmodule "')) - 1 for file in Path(ROOT).glob("iac/*/*.tf"))
    assert calls > 10
    assert [str(key) for folder in ("modules", "iac") for key in unknown_keys(ROOT / folder)] == []
