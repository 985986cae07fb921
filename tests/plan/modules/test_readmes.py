"""Every module's README shows an example that is tested, and the inputs and outputs that the module has.

``python tests/plan/modules/test_readmes.py`` writes the tables anew.
"""

import re
from pathlib import Path

import pytest

MODULES = sorted(path.parent for path in (Path(__file__).parents[3] / "modules").glob("*/main.tf"))
BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
DESCRIPTION = re.compile(r'^  description\s+= (?:"([^\n]*)"$|<<-EOT\n(.*?)\n +EOT$)', re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^  type\s+= ([^\n]+\{$.+?^  \}\)+|[^\n]+)", re.MULTILINE | re.DOTALL)
DEFAULT = re.compile(r"^  default\s+= (.+)$", re.MULTILINE)
NOT_NULLABLE = re.compile(r"^  nullable\s+= false$", re.MULTILINE)


def blocks(module, kind):
    text = "\n".join(path.read_text() for path in sorted(module.glob("*.tf")))
    return sorted((name, body) for found, name, body in BLOCK.findall(text) if found == kind)


def cell(text):
    text = text.strip().replace("|", "\\|").replace("<", "&lt;")
    return "<br>".join(line.strip() for line in text.splitlines())


def description(body):
    line, heredoc = DESCRIPTION.search(body).groups()
    return cell(heredoc or line.replace('\\"', '"'))


def type_of(body):
    first, *attributes = (re.sub(r" +", " ", line.strip()) for line in TYPE.search(body)[1].splitlines())
    return f"{first} {', '.join(attributes[:-1])} {attributes[-1]}" if attributes else first


def default_of(body):
    default = DEFAULT.search(body)
    return f"`{default[1]}`" if default else "required"


def tables(module):
    """Return the README's last part, as the module's files have it."""
    inputs = [
        f"| `{name}` | {description(body)} | `{type_of(body)}` | {default_of(body)} |"
        for name, body in blocks(module, "variable")
    ]
    outputs = [f"| `{name}` | {description(body)} |" for name, body in blocks(module, "output")]
    input_table = ["## Inputs", "", "| Name | Description | Type | Default |", "|---|---|---|---|", *inputs]
    output_table = ["## Outputs", "", "| Name | Description |", "|---|---|", *outputs]
    return "\n".join([*input_table, "", *output_table, ""])


def module_blocks(hcl):
    """Return the module blocks without their sources, which differ between a README and an example."""
    found = re.findall(r'^module "\w+" \{\n.*?^\}', hcl, re.MULTILINE | re.DOTALL)
    return [re.sub(r"^  source .*\n\n?", "", block, flags=re.MULTILINE) for block in found]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_readme_lists_the_inputs_and_outputs_that_the_module_has(module):
    assert (module / "README.md").read_text().endswith(tables(module)), f"run python {Path(__file__).name}"


def lines(hcl):
    return {" ".join(line.split()) for line in hcl.splitlines() if line.strip()}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_readme_shows_what_the_examples_have(module):
    shown = re.findall(r"```hcl\n(.*?)```", (module / "README.md").read_text(), re.DOTALL)
    examples = [path.read_text() for path in module.glob("examples/*/main.tf")]
    tested_blocks = [block for example in examples for block in module_blocks(example)]
    tested_lines = set().union(*map(lines, examples))

    assert any(map(module_blocks, shown))
    for hcl in shown:
        assert [block for block in module_blocks(hcl) if block not in tested_blocks] == []
        assert {line for line in lines(hcl) - tested_lines if not line.startswith("source = ")} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_module_has_the_files_and_the_versions_that_every_module_has(module):
    names = {path.name for path in module.iterdir()}
    assert {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md", "examples"} <= names
    assert (module / "versions.tf").read_text() == (MODULES[0] / "versions.tf").read_text()

    text = "\n".join(path.read_text() for path in module.glob("*.tf"))
    assert not re.search(r"^(data|provider) ", text, re.MULTILINE), "a data source costs each instance API calls"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_null_for_a_variable_is_its_default(module):
    # Whoever wraps the module hands on variables of their own, which are null when nobody has set them.
    defaults = {name: body for name, body in blocks(module, "variable") if default_of(body) != "required"}
    refusing = {name for name, body in defaults.items() if not NOT_NULLABLE.search(body)}

    assert {name for name in refusing if default_of(defaults[name]) != "`null`"} == set()


if __name__ == "__main__":
    for readme in [module / "README.md" for module in MODULES]:
        readme.write_text(readme.read_text().partition("## Inputs")[0] + tables(readme.parent))
