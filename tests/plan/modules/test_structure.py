"""Every module, example and stack has the standard structure, by the rules of tflint, which is on no package index.

https://developer.hashicorp.com/terraform/language/modules/develop/structure and, for the rules,
https://github.com/terraform-linters/tflint-ruleset-terraform/tree/main/docs/rules
"""

import re
from pathlib import Path

import pytest
from repository import ROOT

MODULES = sorted(file.parent for file in (ROOT / "modules").glob("*/main.tf"))
EXAMPLES = sorted(file.parent for file in (ROOT / "modules").glob("*/examples/*/main.tf"))
STACKS = sorted(file.parent for file in (ROOT / "iac").glob("*/versions.tf"))
FILES = {"variables.tf", "outputs.tf", "versions.tf"}
LONGEST_LINE = 160

VARIABLES_FILE = re.compile(r"variables(-[a-z-]+)?\.tf")
BLOCK = re.compile(r'^(variable|output|data|provider) "(\w+)".*?^\}', re.MULTILINE | re.DOTALL)
LOCALS = re.compile(r"^locals \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
VALIDATION = re.compile(r"^  validation \{\n(.*?)^  \}", re.MULTILINE | re.DOTALL)
LOCAL = re.compile(r"^  (\w+) +=", re.MULTILINE)
ONLY_AN_INTERPOLATION = re.compile(r'= "\$\{[^{}"]*\}"$', re.MULTILINE)


def misplaced(folder):
    """Return ``file: block`` of each variable and output in the wrong file (terraform_standard_module_structure)."""
    return [
        f"{file.name}: {kind} {name}"
        for file in sorted(folder.glob("*.tf"))
        for kind, name, _ in blocks(file.read_text())
        if (kind == "variable" and not VARIABLES_FILE.fullmatch(file.name))
        or (kind == "output" and file.name != "outputs.tf")
    ]


def undocumented(folder):
    """Return the variables and outputs without a description, and the variables without a type."""
    needs = {"variable": ("description", "type"), "output": ("description",)}
    return [
        f"{kind} {name}: no {attribute}"
        for kind, name, body in blocks(text_of(folder))
        for attribute in needs.get(kind, ())
        if not re.search(rf"^  {attribute} +=", body, re.MULTILINE)
    ]


def unused(folder):
    """Return the variables and locals that nothing refers to (terraform_unused_declarations)."""
    text = text_of(folder)
    variables = {f"var.{name}" for kind, name, _ in blocks(text) if kind == "variable"}
    local_values = {f"local.{name}" for body in LOCALS.findall(text) for name in LOCAL.findall(body)}
    without_variables = re.sub(r'^variable "\w+".*?^\}', "", text, flags=re.MULTILINE | re.DOTALL)
    return sorted(
        name
        for name in variables | local_values
        if not re.search(rf"\b{re.escape(name)}\b", without_variables if name.startswith("var.") else text)
    )


def too_long(folder):
    """Return ``file:line`` of each line that is longer than a reviewer's window is wide."""
    return [
        f"{file.name}:{number}"
        for file in sorted(folder.glob("*.tf"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]


def only_interpolated(folder):
    """Return the values that are a string around one expression (terraform_deprecated_interpolation)."""
    return ONLY_AN_INTERPOLATION.findall(text_of(folder))


def validations(attribute):
    """Return the modules by the text of their validation of an attribute."""
    found = {}
    for folder in MODULES:
        for validation in VALIDATION.findall(text_of(folder)):
            if re.search(rf'error_message = "{re.escape(attribute)} must ', validation):
                found.setdefault(" ".join(validation.split()), []).append(folder.name)
    return found


def blocks(text):
    return [(match[1], match[2], match[0]) for match in BLOCK.finditer(text)]


def text_of(folder):
    return "\n".join(file.read_text() for file in sorted(folder.glob("*.tf")))


def identified(folder):
    return str(folder.relative_to(ROOT))


@pytest.mark.parametrize("rule", [misplaced, undocumented, unused, too_long, only_interpolated])
def test_variables_and_outputs_are_documented_used_and_in_their_files(rule):
    assert {identified(folder): found for folder in MODULES + EXAMPLES + STACKS if (found := rule(folder))} == {}


def test_module_and_example_have_the_standard_files_and_the_same_versions():
    versions = (MODULES[0] / "versions.tf").read_text()
    for folder in MODULES + EXAMPLES:
        assert {file.name for file in folder.glob("*.tf")} >= FILES, identified(folder)
        assert (folder / "versions.tf").read_text() == versions, identified(folder)
        assert re.search("^output ", (folder / "outputs.tf").read_text(), re.MULTILINE), identified(folder)


def test_module_has_a_readme_examples_and_no_data_sources():
    for folder in MODULES:
        assert (folder / "README.md").is_file(), identified(folder)
        assert any(folder.glob("examples/*/main.tf")), identified(folder)
    kinds = {identified(folder): {kind for kind, _, _ in blocks(text_of(folder))} for folder in MODULES}
    costly = [name for name, found in kinds.items() if found & {"data", "provider"}]
    assert costly == [], "a data source costs API calls for each instance of the module"


def test_modules_take_roles_and_alarms_by_the_same_variables():
    names = {name for folder in MODULES for kind, name, _ in blocks(text_of(folder)) if kind == "variable"}
    assert not names & {"permissions_boundary", "role_path"}, "write role = { permissions_boundary = …, path = … }"
    of_alarms = {name for name in names if re.search("(^|_)alarm(_|$)", name)}
    assert of_alarms == {"alarm_arns", "dashboard_alarm_arns"}, "write alarms = { enabled = …, actions = … }"
    for attribute in ("role.path", "role.permissions_boundary", "alarms.actions"):
        (modules,) = validations(attribute).values()
        assert {"codepipeline", "schedule"} <= set(modules)


def test_a_module_has_its_alarms_in_one_output():
    for folder in MODULES:
        names = {(kind, name) for kind, name, _ in blocks(text_of(folder))}
        assert not names & {("output", "alarm_arn"), ("output", "arns")}, identified(folder)
        assert (("variable", "alarms") in names) == (("output", "alarm_arns") in names), identified(folder)


def test_stack_has_the_standard_files_and_locks_its_providers():
    for folder in STACKS:
        assert {file.name for file in folder.iterdir()} >= FILES | {".terraform.lock.hcl"}, identified(folder)


def test_each_rule_finds_what_violates_it(tmp_path: Path):
    (tmp_path / "main.tf").write_text(
        'variable "name" {\n  type = string\n}\n\noutput "id" {\n  value = local.used\n}\n\n'
        f'locals {{\n  used   = "x"\n  unused = "{"x" * LONGEST_LINE}"\n}}\n'
    )
    assert misplaced(tmp_path) == ["main.tf: variable name", "main.tf: output id"]
    assert undocumented(tmp_path) == ["variable name: no description", "output id: no description"]
    assert unused(tmp_path) == ["local.unused", "var.name"]
    assert too_long(tmp_path) == ["main.tf:11"]
    (tmp_path / "main.tf").write_text('  name = "${var.name}"\n')
    assert only_interpolated(tmp_path) == ['= "${var.name}"']
