"""Every README of a module or a stack lists its inputs and outputs; a module's shows only what an example has.

``python tests/plan/modules/test_readmes.py`` writes the tables.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[3]
MODULES = sorted(path.parent for path in (ROOT / "modules").glob("*/main.tf"))
STACKS = sorted(path.parent for path in (ROOT / "iac").glob("*/README.md"))
BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
DESCRIPTION = re.compile(r'^  description\s+= (?:"([^\n]*)"$|<<-EOT\n(.*?)\n +EOT$)', re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^  type\s+= (.+)$", re.MULTILINE)
DEFAULT = re.compile(r"^  default\s+= (.+)$", re.MULTILINE)
NOT_NULLABLE = re.compile(r"^  nullable\s+= false$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A variable or an output.

    Attributes:
        location: location of the variable's type, as a link: ``variables.tf#L3``.
    """

    name: str
    body: str
    location: str

    @property
    def description(self):
        line, heredoc = DESCRIPTION.search(self.body).groups()
        return cell(heredoc or line.replace('\\"', '"'))

    @property
    def type(self):
        """The type, or the kind of a long one with a link to it."""
        first_line = TYPE.search(self.body)[1]
        if not first_line.endswith("{"):
            return f"`{first_line}`"
        kind = first_line.removesuffix("({")
        return f"[`{kind}{')' * kind.count('(')}`]({self.location})"

    @property
    def default(self):
        default = DEFAULT.search(self.body)
        return f"`{default[1]}`" if default else "required"


def blocks(folder, kind):
    return sorted(
        (
            Block(match[2], match[3], f"{file.name}#L{line_of(text, match)}")
            for file in folder.glob("*.tf")
            for text in [file.read_text()]
            for match in BLOCK.finditer(text)
            if match[1] == kind
        ),
        key=lambda block: block.name,
    )


def line_of(text, block):
    type_ = TYPE.search(block[3])
    return text.count("\n", 0, block.start(3) + (type_.start() if type_ else 0)) + 1


def cell(text):
    """Return a description as the text of a cell: a line for each paragraph and each item of a list."""
    paragraphs = []
    in_list = False
    for line in dedent(text).strip().splitlines():
        if line.startswith("- ") or not paragraphs or (in_list and not line.startswith(" ")):
            paragraphs.append(line)
        else:
            paragraphs[-1] += f" {line.strip()}"
        in_list = line.startswith("- ") or (in_list and line.startswith(" "))
    return "<br>".join(paragraphs).replace("|", "\\|").replace("<", "&lt;").replace("&lt;br>", "<br>")


def tables(folder):
    """Return the README's last part, generated from the files."""
    inputs = [
        f"| `{block.name}` | {block.description} | {block.type} | {block.default} |"
        for block in blocks(folder, "variable")
    ]
    outputs = [f"| `{block.name}` | {block.description} |" for block in blocks(folder, "output")]
    input_table = ["## Inputs", "", "| Name | Description | Type | Default |", "|---|---|---|---|", *inputs]
    output_table = ["## Outputs", "", "| Name | Description |", "|---|---|", *outputs]
    return "\n".join([*input_table, "", *output_table, ""])


def module_blocks(hcl):
    """Return the module blocks without their sources, which differ between a README and an example."""
    found = re.findall(r'^module "\w+" \{\n.*?^\}', hcl, re.MULTILINE | re.DOTALL)
    return [re.sub(r"^  source .*\n\n?", "", block, flags=re.MULTILINE) for block in found]


def test_readme_lists_the_inputs_and_outputs():
    readmes = {folder: (folder / "README.md").read_text() for folder in MODULES + STACKS}
    other = [folder.name for folder, readme in readmes.items() if not readme.endswith(tables(folder))]
    assert other == [], f"run python {Path(__file__).relative_to(ROOT)}"


def lines(hcl):
    return {" ".join(line.split()) for line in hcl.splitlines() if line.strip()}


def test_readme_shows_what_the_examples_have():
    for module in MODULES:
        shown = re.findall(r"```hcl\n(.*?)```", (module / "README.md").read_text(), re.DOTALL)
        examples = [path.read_text() for path in module.glob("examples/*/main.tf")]
        tested_blocks = [block for example in examples for block in module_blocks(example)]
        tested_lines = set().union(*map(lines, examples))

        assert any(map(module_blocks, shown)), module.name
        for hcl in shown:
            assert [block for block in module_blocks(hcl) if block not in tested_blocks] == [], module.name
            assert {line for line in lines(hcl) - tested_lines if not line.startswith("source = ")} == set(), (
                module.name
            )


def test_null_for_a_variable_is_its_default():
    # A module that wraps one passes its own variables on, which are null where its caller sets none.
    refusing = [
        f"{module.name}: {block.name}"
        for module in MODULES
        for block in blocks(module, "variable")
        if block.default not in {"required", "`null`"} and not NOT_NULLABLE.search(block.body)
    ]
    assert refusing == []


def test_a_cell_has_a_line_for_each_paragraph_and_item():
    text = """
        Queues, by
        name.
        - size: at most
          4 kB.
        - key: <name>.
        Default: none.
    """
    assert cell(text) == "Queues, by name.<br>- size: at most 4 kB.<br>- key: &lt;name>.<br>Default: none."


if __name__ == "__main__":
    for readme in [folder / "README.md" for folder in MODULES + STACKS]:
        readme.write_text(readme.read_text().partition("## Inputs")[0] + tables(readme.parent))
