"""docs/reference is what the code says."""

import re
import tomllib

import generated
import pytest
import reference
from repository import ROOT

from slipway import cli
from slipway.config import app
from slipway.config.project import Project, UnusedGrants, load_project
from slipway.config.stack import Seed, Stack
from slipway.deploy import check

COMMANDS = "docs/reference/commands.md"
FILES = "docs/reference/files.md"


def test_the_commands_are_those_of_the_command_line():
    parser = cli._parser("")
    generated.check(COMMANDS, "make targets", reference.make_targets())
    generated.check(COMMANDS, "list", reference.command_list(parser))
    generated.check(COMMANDS, "commands", reference.command_sections(parser))


def test_every_argument_of_a_command_has_a_text():
    rows = [line for line in reference.command_sections(cli._parser("")).splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert [row for row in rows if row.endswith("|  |")] == []


def test_the_text_of_an_argument_with_a_value_begins_with_what_it_is():
    first = "|".join(tomllib.loads((ROOT / "tools" / "wording.toml").read_text())["descriptions"]["first"])
    with_value = [
        (leaf.prog, action.dest, action.help)
        for leaf, _ in reference.leaves(cli._parser(""), "")
        for action in leaf._actions
        if action.nargs != 0
    ]
    assert len(with_value) > 50
    assert [each for each in with_value if re.match(rf"(?:{first})\b", each[2])] == []


@pytest.mark.parametrize(
    ("part", "kind", "left_out"),
    [
        ("slipway.toml", Project, ("root",)),
        ("stacks", Stack, ("name",)),
        ("seed", Seed, ()),
        ("unused_grants", UnusedGrants, ()),
        ("check.json", check.Check, ()),
    ],
)
def test_the_keys_of_a_file_are_those_that_are_read(part, kind, left_out):
    generated.check(FILES, part, reference.keys(kind, left_out=left_out))


def test_the_keys_of_app_toml_are_those_that_are_read():
    values = {key: text.partition(" = ")[2] for key, (_, text) in app._VALUES.items()}
    generated.check(FILES, "app.toml", reference.keys(app.App, values, left_out=("folder",)))


def test_the_example_of_slipway_toml_is_read(tmp_path):
    (tmp_path / "slipway.toml").write_text(example("slipway.toml"))
    (stack,) = load_project(tmp_path).stacks
    assert stack.seed
    assert stack.check


def test_the_example_of_app_toml_is_read(tmp_path):
    folder = tmp_path / "apps" / "get-order"
    folder.mkdir(parents=True)
    (folder / "app.toml").write_text(example("app.toml"))
    for lib in tomllib.loads(example("app.toml"))["libs"]:
        (tmp_path / "libs" / lib).mkdir(parents=True)
    (loaded,) = app.load_apps(tmp_path)
    assert loaded.bytecode


def test_the_example_of_check_json_is_read(tmp_path):
    (tmp_path / "check.json").write_text(example("check.json"))
    assert check.load(app.App(tmp_path)).expect


def example(title):
    text = (ROOT / FILES).read_text()
    return text.partition(f'title="{title}"\n')[2].partition("```")[0]


def test_libs_are_those_of_the_repository():
    generated.check("docs/reference/libs.md", "libs", reference.libs())


def test_every_lib_and_what_it_offers_has_a_text():
    rows = [line for line in reference.libs().splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert [row for row in rows if row.endswith("|  |")] == []


def test_the_modules_are_those_of_the_repository():
    generated.check("modules/README.md", "modules", reference.modules())


def test_each_command_has_a_description():
    assert [leaf.prog for leaf, _ in reference.leaves(cli._parser(""), "") if not leaf.description] == []
