"""The live layout for Terragrunt: its files are valid HCL, and each unit's inputs fit the variables of its module."""

import os
import re
import subprocess

import pytest
from repository import ROOT

from slipway.terraform import binary, hcl

LAYOUT = ROOT / "docs" / "terragrunt"
FILES = sorted(LAYOUT.rglob("*.hcl"))
STAGES = {"dev": 4, "prod": 14}  # days that a message is kept
MODULE = re.compile(r'"git::https://[^"]+//modules/([a-z-]+)\?ref=\$\{values\.slipway\}"')


def check(text: str) -> subprocess.CompletedProcess[str]:
    """Parse and format HCL as Terraform, whose parser is also Terragrunt's."""
    command = [binary.find(ROOT), "fmt", "-check", "-diff", "-"]
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull}  # of which it warns if it doesn't exist
    return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, check=False)


def body(text: str, name: str) -> str:
    """Return the attributes of a file's object, or of a block without a label, as text."""
    masked = hcl.mask(text)
    found = re.search(rf"^{name}\s*=?\s*\{{", masked, re.MULTILINE)
    return text[found.end() : hcl._closing(masked, found.end())]


def units(stage: str) -> dict[str, hcl.Body]:
    return {
        each.label: each for each in hcl.blocks((LAYOUT / "live" / stage / "terragrunt.stack.hcl").read_text(), "unit")
    }


def unit_file(unit: hcl.Body) -> str:
    source = unit.expression("source").strip('"')
    return (LAYOUT / "live" / "stage" / source / "terragrunt.hcl").resolve().read_text()


def root_module(stage: str) -> str:
    """Return a root configuration that calls the module of each unit with its inputs, on mocked dependencies."""
    parts = []
    for name, unit in units(stage).items():
        text = unit_file(unit)
        (module,) = MODULE.findall(text)
        mocks = {each.label: each.expression("mock_outputs") for each in hcl.blocks(text, "dependency")}
        outputs = ", ".join(f"{each} = {{ outputs = {mock} }}" for each, mock in mocks.items())
        inputs = body(text, "inputs").replace("values.", f"local.{name}_values.")
        inputs = inputs.replace("dependency.", f"local.{name}_dependency.")
        parts.append(
            f"locals {{\n  {name}_values = {unit.expression('values')}\n  {name}_dependency = {{ {outputs} }}\n}}\n"
            f'module "{name}" {{\n  source = "{ROOT}//modules/{module}"\n{inputs}\n}}\n'
        )
    return "\n".join(parts)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(LAYOUT)))
def test_a_file_is_valid_and_formatted_hcl(file):
    done = check(file.read_text())
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_invalid_hcl_is_found():
    assert check('unit "events" {\n  values = {\n').returncode != 0


@pytest.fixture(scope="module")
def plans(tf_module, tmp_path_factory):
    """The plan of each stage."""
    plans = {}
    for stage in STAGES:
        folder = tmp_path_factory.mktemp(stage)
        (folder / "main.tf").write_text(root_module(stage))
        plans[stage] = tf_module(folder).plan()
    return plans


@pytest.mark.parametrize("stage", STAGES)
def test_each_unit_of_a_stage_can_be_planned(plans, stage):
    queue = plans[stage].one("aws_sqs_queue", name=f"{stage}-order-events-email")
    assert queue["message_retention_seconds"] == STAGES[stage] * 24 * 3600
    assert plans[stage].one("aws_sqs_queue", name=f"{stage}-order-events-undelivered")


def test_each_unit_includes_the_root_and_depends_on_units_of_its_stack():
    for stage in STAGES:
        paths = {unit.expression("path").strip('"') for unit in units(stage).values()}
        for unit in units(stage).values():
            text = unit_file(unit)
            (include,) = hcl.blocks(text, "include")
            assert include.expression("path") == 'find_in_parent_folders("root.hcl")'
            needed = [each.expression("config_path").strip('"') for each in hcl.blocks(text, "dependency")]
            assert {each.removeprefix("../") for each in needed} <= paths - {unit.expression("path").strip('"')}


def test_mocked_outputs_are_outputs_of_the_module():
    for unit in units("prod").values():
        for dependency in hcl.blocks(unit_file(unit), "dependency"):
            (module,) = MODULE.findall(unit_file(units("prod")[dependency.label]))
            declared = {
                each.label for each in hcl.blocks((ROOT / "modules" / module / "outputs.tf").read_text(), "output")
            }
            assert set(dependency.object("mock_outputs").attributes()) <= declared


def test_the_state_is_encrypted_locked_and_of_one_unit():
    config = body((LAYOUT / "root.hcl").read_text(), "remote_state")
    assert "use_lockfile = true" in config
    assert re.search(r"encrypt +=\s+true", config)
    assert '"${path_relative_to_include()}/terraform.tfstate"' in config
