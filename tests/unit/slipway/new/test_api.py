"""``slipway new api``: the module blocks, the output and the first function, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from slipway.cli import main
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new.api import new_api
from slipway.new.app import new_app
from slipway.new.stack_files import StackFiles, formatted
from slipway.terraform import hcl

PROJECT = Path(__file__).parents[4]
SOURCE = "git::https://example.com/modules.git//modules"
VARIABLES = "".join(
    f'variable "{name}" {{}}\n' for name in ("alarm_actions", "environment", "permissions_boundary", "role_path")
)

ROLE = "{ permissions_boundary = var.permissions_boundary, path = var.role_path }"


def add(root, name="plays", stack="songs"):
    return new_api(load_project(root), name, stack_name=stack)


def blocks(root, file="apis.tf"):
    return {block.label: block for block in hcl.modules((root / "iac/songs" / file).read_text())}


@pytest.mark.parametrize("variables", ["", VARIABLES])
def test_the_api_has_a_log_an_output_and_a_function(variables, root):
    (root / "iac/songs/variables.tf").write_text(variables)
    add(root, "play-lists")
    written = blocks(root)
    api, account = written["play_lists"], written["api_gateway_account"]
    assert api.expression("source") == f'"{SOURCE}/rest-api?ref=v1"'
    assert api.expression("name") == '"${var.environment}-play-lists"'
    assert api.expression("access_log") == "{ role_arn = one(module.api_gateway_account[*].role_arn) }"
    assert api.object("methods").expression("GET /play-lists") == "{ function = module.get_play_lists }"
    assert api.expression("alarms") == ("{ actions = var.alarm_actions }" if variables else None)
    assert account.expression("source") == f'"{SOURCE}/api-gateway-account?ref=v1"'
    assert account.expression("role") == (ROLE if variables else None)
    assert account.expression("count") == "var.manage_api_gateway_account ? 1 : 0"
    assert 'variable "manage_api_gateway_account" {\n' in (root / "iac/songs/variables.tf").read_text()
    assert "get_play_lists" in blocks(root, "functions.tf")
    assert "value       = module.play_lists.invoke_url\n" in (root / "iac/songs/outputs.tf").read_text()
    assert load_project(root).stacks[0].outputs == {"play_lists_url": "play_lists_url"}


def test_what_is_written_is_formatted_linted_and_passes_its_test(root):
    files = [file for file in add(root).new if file.suffix == ".py"]
    for arguments in (["ruff", "format", "--check"], ["ruff", "check"]):
        run(*arguments, "--config", PROJECT / "pyproject.toml", *files, cwd=root)
    run("pytest", "-q", "tests/unit/apps/get-plays", cwd=root)
    for file in (root / "iac/songs").iterdir():
        text = file.read_text()
        assert formatted(root, StackFiles("iac/songs", {file: f"{text}\n\n"}))[file].strip() == text.strip()


def run(module, *arguments, cwd):
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def set_role(root, stack, count=""):
    (root / "iac" / stack).mkdir(exist_ok=True)
    known = f'module "account" {{\n  source = "{SOURCE}/api-gateway-account?ref=v1"\n{count}}}\n'
    (root / "iac" / stack / "account.tf").write_text(known)


ONE = "one(module.account[*].role_arn)"
COUNTED = pytest.mark.parametrize(
    ("count", "role"), [("", "module.account.role_arn"), ("  count = var.first ? 1 : 0\n", ONE)], ids=["", "count"]
)


@COUNTED
def test_a_region_gets_the_role_of_the_logs_once(count, role, root):
    set_role(root, "songs", count)
    add(root)
    assert set(blocks(root)) == {"plays"}
    assert blocks(root)["plays"].expression("access_log") == f"{{ role_arn = {role} }}"


@COUNTED
def test_an_api_waits_for_the_role_that_an_earlier_stack_sets(count, role, root):
    set_role(root, "songs", count)
    for name in ("plays", "tunes"):
        add(root, name, stack="empty")
    text = (root / "iac/empty/apis.tf").read_text()
    assert [block.expression("access_log") for block in hcl.modules(text)] == [
        "{ role_arn = var.api_gateway_role_arn }"
    ] * 2
    assert (root / "iac/empty/variables.tf").read_text().count('variable "api_gateway_role_arn" {\n') == 1
    assert f"  value       = {role}\n" in (root / "iac/songs/outputs.tf").read_text()
    songs, empty = load_project(root).stacks
    assert songs.outputs == {"api_gateway_role_arn": "api_gateway_role_arn"}
    assert empty.variables == {"api_gateway_role_arn": "{api_gateway_role_arn}"}
    assert list(empty.outputs) == ["plays_url", "tunes_url"]


def test_an_api_waits_for_no_later_stack(root):
    set_role(root, "empty")
    add(root)
    assert set(blocks(root)) == {"plays"}
    assert blocks(root)["plays"].expression("access_log") is None


def test_the_api_document_is_that_of_the_first_api(root):
    document = root / "docs/openapi.json"
    document.parent.mkdir()
    document.write_text('{\n  "paths": {}\n}\n')
    add(root)
    assert "plays" not in document.read_text()


@pytest.mark.parametrize(("described", "is_changed"), [("/songs", True), ("/tunes", False)])
def test_of_several_apis_the_document_describes_the_one_that_has_its_routes(described, is_changed, root):
    add(root)
    api = root / "iac/songs/api.tf"
    document = root / "docs/openapi.json"
    document.parent.mkdir()
    document.write_text(f'{{\n  "paths": {{\n    "{described}": {{\n      "get": {{}}\n    }}\n  }}\n}}\n')
    assert '"GET /songs"' in api.read_text()
    new_app(load_project(root), "rate-song", route="PATCH /songs", stack_name="songs", api="api")
    assert ("patch" in document.read_text()) is is_changed


def test_a_stack_without_functions_gets_one(root):
    add(root, stack="empty")
    assert "get_plays" in (root / "iac/empty/functions.tf").read_text()


@pytest.mark.parametrize(
    ("name", "stack", "message"),
    [
        ("api", "songs", "already has a module api: choose another name"),
        ("Plays", "songs", "'Plays' can't be the name of a new api"),
        ("a" * 40, "songs", "can't be the name of a new app"),
        ("plays", None, "several stacks are in slipway.toml: add --stack songs or --stack empty"),
        ("songs", "songs", "already has an output songs_url"),
        ("tunes", "songs", "apps/get-tunes already exists"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(name, stack, message, root):
    (root / "apps/get-tunes").mkdir()
    (root / "iac/songs/outputs.tf").write_text('output "songs_url" {}\n')
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(SlipwayError, match=message):
        add(root, name, stack)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_further_route_names_its_api(root, monkeypatch, capsys):
    add(root)
    monkeypatch.chdir(root)
    assert main(["new", "app", "list-plays", "--route", "GET /plays/all"]) == 1
    assert "add --api api or --api plays" in capsys.readouterr().err
    assert main(["new", "app", "list-plays", "--route", "GET /plays/all", "--api", "plays"]) == 0
    assert "GET /plays/all" in blocks(root)["plays"].object("methods").attributes()
    assert main(["new", "app", "x", "--trigger", "url", "--api", "plays"]) == 1
    assert "--api is the API of a route: write --route too" in capsys.readouterr().err


HTTP_API = f'module "notes" {{\n  source = "{SOURCE}/http-api?ref=v1"\n}}\n'


def test_a_route_of_an_http_api_is_written_by_hand(root, monkeypatch, capsys):
    (root / "iac/songs/notes.tf").write_text(HTTP_API)
    monkeypatch.chdir(root)
    command = ["new", "app", "list-notes", "--route", "GET /notes", "--stack", "songs"]
    assert main([*command, "--api", "notes"]) == 1
    message = "module notes of iac/songs is an HTTP API: leave --route out, and add the route to routes of module notes"
    assert message in capsys.readouterr().err
    (root / "iac/songs/api.tf").unlink()
    assert main(command) == 1
    assert "; to use the HTTP API notes, leave --route out" in capsys.readouterr().err
    assert not (root / "apps/list-notes").exists()
