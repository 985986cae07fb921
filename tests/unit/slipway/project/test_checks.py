"""What is found in a project file before anything is applied."""

import pytest

from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.project import checks

SETTINGS = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n'
NOTES = 'variable "region" {}\nvariable "environment" {}\nvariable "text" {}\noutput "note" {}\noutput "size" {}\n'


@pytest.fixture
def check(tmp_path):
    """``check(stack)`` checks a project with this table of its only stack."""
    (tmp_path / "iac/notes").mkdir(parents=True)
    (tmp_path / "iac/notes/main.tf").write_text(NOTES)
    (tmp_path / "iac/notes/more.tf.json").write_text('{"output": [{"more": {}}], "variable": {"extra": {}}}')

    def check(stack):
        (tmp_path / "slipway.toml").write_text(f"{SETTINGS}{stack}")
        project = load_project(tmp_path)
        checks.check_files(project, project.select(()))

    return check


def test_a_project_without_stacks_is_named(check):
    with pytest.raises(SlipwayError, match=r"^slipway\.toml has no stack: write, for example, \[stacks\.api\]"):
        check("")


def test_variables_and_outputs_of_all_files_are_known(check):
    check(
        '[stacks.notes]\ndirectory = "iac/notes"\nvariables = { text = "", extra = "" }\n'
        'outputs = { note = "note", of_json = "more" }'
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('outputs = { note = "nota" }', "slipway.toml: iac/notes has no output 'nota'; there are: more, note, size"),
        ('variables = { txt = "" }', "iac/notes has no variable 'txt'; it declares environment, extra, region, text"),
        ('seed = { table = "x", items = "none.json" }\noutputs = { x = "note" }', "there is no file none.json"),
        ('directory = "iac/none"', "there is no Terraform in "),
    ],
)
def test_what_does_not_exist_is_named(check, line, message):
    directory = "" if line.startswith("directory") else 'directory = "iac/notes"\n'
    with pytest.raises(SlipwayError) as raised:
        check(f"[stacks.notes]\n{directory}{line}")
    assert message in str(raised.value)


def test_the_names_of_a_stack_that_is_not_applied_are_not_checked(check):
    check('[stacks.notes]\ndirectory = "iac/notes"\noptional = true\nvariables = { txt = "" }')
