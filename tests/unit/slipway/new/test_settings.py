"""Outputs that are added to slipway.toml."""

import tomllib

import pytest

from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new import settings

HEADER = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n'
OTHER = '\n[stacks.other]\ndirectory = "iac/other"\noutputs = { other_url = "url" }\n'


def change(root, table, name="new_url"):
    (root / "slipway.toml").write_text(f"{HEADER}{table}{OTHER}")
    changed = settings.with_entries(load_project(root), settings.output("iac/songs", name))
    text = changed.get(root / "slipway.toml", "")
    assert not text or tomllib.loads(text)["stacks"]["songs"]["outputs"][name] == name
    return text.removeprefix(HEADER).removesuffix(OTHER)


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        (
            '[stacks.songs]\ndirectory = "iac/songs"\n',
            '[stacks.songs]\ndirectory = "iac/songs"\noutputs = { new_url = "new_url" }\n',
        ),
        (
            '[stacks."songs"]\n# the list\noutputs = {} # none\ndirectory = "iac/songs"\n',
            '[stacks."songs"]\n# the list\noutputs = { new_url = "new_url" } # none\ndirectory = "iac/songs"\n',
        ),
        (
            '[stacks.songs]\noutputs = { a = "a", b = "b" } # } of {\ndirectory = "iac/songs"\n',
            '[stacks.songs]\noutputs = { a = "a", b = "b", new_url = "new_url" } # } of {\ndirectory = "iac/songs"\n',
        ),
        (
            '[stacks.songs]\ndirectory = "iac/songs"\n[stacks.songs.outputs]\na = "a"\n',
            '[stacks.songs]\ndirectory = "iac/songs"\n[stacks.songs.outputs]\nnew_url = "new_url"\na = "a"\n',
        ),
        (
            '[stacks]\nsongs = { directory = "iac/songs", outputs = { a = "a" } }\n',
            '[stacks]\nsongs = { directory = "iac/songs", outputs = { a = "a", new_url = "new_url" } }\n',
        ),
    ],
)
def test_only_the_output_is_added(table, changed, tmp_path):
    assert change(tmp_path, table) == changed


def test_an_output_that_is_there_changes_nothing(tmp_path):
    assert change(tmp_path, '[stacks.songs]\ndirectory = "iac/songs"\noutputs = { new_url = "new_url" }\n') == ""


@pytest.mark.parametrize(
    ("table", "name", "message"),
    [
        ("", "other_url", "slipway.toml already has an output other_url: choose another name"),
        ('outputs = { a_url = "url" }\n', "a_url", "slipway.toml already has an output a_url: choose another name"),
    ],
)
def test_a_key_that_is_taken_is_refused(table, name, message, tmp_path):
    with pytest.raises(SlipwayError, match=f"^{message}$"):
        change(tmp_path, f'[stacks.songs]\ndirectory = "iac/songs"\n{table}', name)


def test_a_file_in_another_form_is_refused_with_the_line_to_write(tmp_path):
    message = r'^slipway.toml can\'t be changed: write x_url = "x_url" into outputs of \[stacks.songs\] first$'
    with pytest.raises(SlipwayError, match=message):
        change(tmp_path, '[stacks]\nsongs = { directory = "iac/songs" }\n', "x_url")


def test_several_entries_are_added_together(tmp_path):
    table = '[stacks.songs]\ndirectory = "iac/songs"\n'
    (tmp_path / "slipway.toml").write_text(f"{HEADER}{table}{OTHER}")
    role = settings.Entry("iac/other", "role", "{new_url}", "variables")
    changed = settings.with_entries(load_project(tmp_path), settings.output("iac/songs", "new_url"), role)
    stacks = tomllib.loads(changed[tmp_path / "slipway.toml"])["stacks"]
    assert stacks["songs"]["outputs"] == {"new_url": "new_url"}
    assert stacks["other"]["variables"] == {"role": "{new_url}"}
    (tmp_path / "slipway.toml").write_text(changed[tmp_path / "slipway.toml"])
    with pytest.raises(SlipwayError, match="already has a variable role: choose another name"):
        settings.with_entries(load_project(tmp_path), settings.Entry("iac/other", "role", "x", "variables"))
