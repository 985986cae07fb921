"""The file that hands variables to Terraform."""

import json
import stat
from pathlib import Path

import pytest

from slipway.errors import SlipwayError
from slipway.terraform.variables import variables_file


@pytest.fixture
def configuration(tmp_path):
    tmp_path.joinpath("variables.tf").write_text(
        '# variable "commented" {}\nvariable "plain" {}\n  variable "indented" { type = any }\nvariable bare {\n}\n'
    )
    tmp_path.joinpath("more.tf.json").write_text(json.dumps({"variable": {"json": {}}}))
    return tmp_path


def test_every_form_of_declaration_counts(configuration):
    variables = {"plain": None, "indented": [1, {"a": True}], "bare": "ü", "json": 1.5}

    with variables_file(configuration, variables) as path:
        assert json.loads(Path(path).read_text()) == variables


def test_nobody_else_can_read_it_and_it_goes_away(configuration):
    with variables_file(configuration, {"plain": "secret"}) as path:
        assert stat.S_IMODE(Path(path).parent.stat().st_mode) == 0o700
    assert not Path(path).exists()


def test_undeclared_variable_is_refused(configuration):
    with pytest.raises(SlipwayError, match="no variable 'commented'; it declares bare, indented, json, plain"):
        variables_file(configuration, {"plain": 1, "commented": 2}).__enter__()


def test_configuration_without_variables_says_so(tmp_path):
    with pytest.raises(SlipwayError, match="no variable 'any'; it declares no variable"):
        variables_file(tmp_path, {"any": 1}).__enter__()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.tf.json", b"{"), ("a.tf.json", b"[1]"), ("a.tf.json", b'{"variable": 1}'), ("a.tf", b"\xff")],
)
def test_a_file_that_terraform_could_not_read_either_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(SlipwayError, match=f"^{tmp_path}/{name} (can't be read: |isn't UTF-8 at byte 0: )"):
        variables_file(tmp_path, {}).__enter__()


def test_declarations_in_json_may_be_lists(tmp_path):
    content = [{"variable": [{"one": {}}, {"two": {}}]}, {"variable": {"three": {}}}, {"output": {}}]
    (tmp_path / "a.tf.json").write_text(json.dumps(content))

    with variables_file(tmp_path, {"one": 1, "two": 2, "three": 3}) as path:
        assert Path(path).exists()
