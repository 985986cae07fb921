"""The command line: help, exit codes, and one line on stderr for an error that a user can cause."""

import argparse
import importlib
import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProfileNotFound,
)

from slipway import cli
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.local import emulator
from slipway.local.emulator import Emulator
from slipway.project import up
from slipway.terraform import TerraformError

SETTINGS = """
region = "eu-central-1"
account = "123456789012"
environment = "test"
[stacks.movies]
directory = "iac/movies"
outputs = { movies_api_url = "api_url", movies_table = "table_name" }
"""
DOWN = '"http://x": no response; if this is the local AWS, start it with `make up`, then run `eval "$(make -s env)"`'
NOT_RUNNING = "slipway: the local AWS isn't running: start it with `make up`\n"
OUTPUTS = {"aws_endpoint_url": "http://127.0.0.1:4599", "region": "eu-central-1", "movies_api_url": "http://x/it's"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose local AWS isn't running; the working directory."""
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID"):  # of a shell that selects another target
        monkeypatch.delenv(name, raising=False)
    return load_project(tmp_path)


@pytest.fixture
def running(project, monkeypatch):
    """The same, but its local AWS seems to be running; nothing is applied to it."""
    record = Emulator(project.local_directory, 4599, 4711, "2026-11-21T00:00:00+00:00", "secret")
    monkeypatch.setattr(emulator, "status", lambda _: record)
    project.local_directory.mkdir(parents=True)
    return project


@pytest.fixture
def applied(running):
    (running.local_directory / "outputs.json").write_text(json.dumps({**OUTPUTS, "movies_table": "test-movies"}))
    return running


@pytest.mark.parametrize(
    ("error", "exit_code", "message"),
    [
        (SlipwayError("no stack"), 1, "slipway: no stack\n"),
        (SlipwayError("it answered \x1b[2J"), 1, "slipway: it answered  [2J\n"),
        (PermissionError(13, "Permission denied", "/x"), 1, "slipway: /x: Permission denied\n"),
        (FileNotFoundError(2, "There is nothing", Path("x.json")), 1, "slipway: x.json: There is nothing\n"),
        (OSError(28, "No space left on device"), 1, "slipway: No space left on device\n"),
        (OSError("timed out"), 1, "slipway: timed out\n"),
        (
            EndpointConnectionError(endpoint_url="http://x"),
            1,
            f"slipway: Could not connect to the endpoint URL: {DOWN}",
        ),
        (
            NoCredentialsError(),
            1,
            'slipway: no AWS credentials: run `eval "$(slipway env)"` for the local AWS, or log in',
        ),
        (
            ProfileNotFound(profile="prod"),
            1,
            "slipway: The config profile (prod) could not be found, which AWS_PROFILE names: `unset AWS_PROFILE` for",
        ),
        (ClientError({"Error": {"Code": "Oops"}}, "GetIt"), 1, "slipway: An error occurred (Oops) when calling"),
        (ParamValidationError(report="no\nname"), 1, "slipway: Parameter validation failed: no name\n"),
        (KeyboardInterrupt(), 130, "slipway: interrupted\n"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(project, monkeypatch, capsys, error, exit_code, message):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(up, "up", fail)

    assert cli.main(["up"]) == exit_code

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_details_of_an_error_are_below_its_line(project, monkeypatch, capsys):
    def fail(*_, **__):
        raise TerraformError("terraform failed", stderr="Error: no\x1b[2J local\n\n  on main.tf line 1\n")

    monkeypatch.setattr(up, "up", fail)

    assert cli.main(["up"]) == 1
    assert (
        capsys.readouterr().err == "slipway: terraform failed\n  | Error: no [2J local\n  |\n  |   on main.tf line 1\n"
    )


@pytest.mark.parametrize(("command", "hint"), [("pakage", " (did you mean 'package'?)"), ("x", ""), ("up-all", "")])
def test_an_unknown_command_is_an_error_with_the_known_ones(capsys, command, hint):
    assert cli.main([command, "--flag"]) == 1

    expected = f"slipway: there is no command {command!r}{hint}; there are up, down, outputs,"
    assert capsys.readouterr().err.startswith(expected)


@pytest.mark.parametrize("name", ["", "a b", "dev/", "\N{LATIN SMALL LETTER E WITH ACUTE}"])
@pytest.mark.parametrize(
    "command",
    [
        "deploy --environment",
        "rollback get-movie --environment",
        "status --environment",
        "prune --keep 1 --environment",
        "invoke get-movie --environment",
        "invoke get-movie --alias",
        "logs --environment",
        "dlq list --environment",
    ],
)
def test_a_name_that_aws_would_refuse_is_refused_before(project, capsys, command, name):
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), name])

    assert ended.value.code == 2
    assert f"{name!r} is not an " in capsys.readouterr().err.splitlines()[-1]


def test_an_unexpected_error_keeps_its_traceback(project, monkeypatch):
    monkeypatch.setattr(up, "up", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        cli.main(["up"])


@pytest.mark.parametrize("command", ["outputs", "env", "seed", "mail", "logs"])
def test_without_a_local_aws_a_command_names_the_command_to_start_it(project, capsys, command):
    assert cli.main([command]) == 1

    known = NOT_RUNNING
    if command == "logs":  # works on AWS, too
        known = known.replace(": start", ", and the shell's variables select no account: start")
        known = known.replace("`\n", "`, or select one, e.g. with `export AWS_PROFILE=default`\n")
    assert capsys.readouterr() == ("false\n" if command == "env" else "", known)


@pytest.mark.parametrize("command", ["outputs", "env", "seed"])
@pytest.mark.parametrize("recorded", [None, OUTPUTS], ids=["no stack", "not this stack's last output"])
def test_before_a_stack_is_applied_a_command_is_an_error(running, capsys, command, recorded):
    if recorded:
        (running.local_directory / "outputs.json").write_text(json.dumps(recorded))

    assert cli.main([command]) == 1

    assert capsys.readouterr() == (
        "false\n" if command == "env" else "",
        "slipway: iac/movies isn't applied to the local AWS yet: run `make up`\n",
    )


def test_outputs_is_one_json_object(applied, capsys):
    assert cli.main(["outputs"]) == 0

    out, err = capsys.readouterr()
    assert json.loads(out) == {**OUTPUTS, "movies_table": "test-movies"}
    assert err == ""


@pytest.mark.parametrize("evaluate", ['eval "$1"', "eval $1"])
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_that_evaluates_env_has_outputs_and_credentials(applied, capsys, shell, evaluate):
    cli.main(["env"])
    show = "import json, os; print(json.dumps(dict(os.environ)))"

    result = subprocess.run(
        [shell, "-euc", f'{evaluate}; "$2" -c "$3"', shell, capsys.readouterr().out, sys.executable, show],
        env={"PATH": os.environ["PATH"], "AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "real"},
        capture_output=True,
        text=True,
        check=True,
    )

    environment = json.loads(result.stdout)
    assert environment["MOVIES_API_URL"] == "http://x/it's"
    assert environment["MOVIES_TABLE"] == "test-movies"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4599"
    assert environment["AWS_ACCESS_KEY_ID"] == "123456789012"
    assert not environment.keys() & {"AWS_PROFILE", "AWS_SESSION_TOKEN", "REGION"}


def test_logs_of_an_unknown_app_lists_the_apps(running, capsys):
    for app in ("get-movie", "list-movies"):
        (running.root / "apps" / app).mkdir(parents=True)

    assert cli.main(["logs", "get-movies"]) == 1

    assert capsys.readouterr().err == (
        "slipway: there is no app 'get-movies' (did you mean 'get-movie'?); there are get-movie, list-movies\n"
    )


def test_a_command_ends_silently_when_its_reader_ends(project):
    readable, writable = os.pipe()
    os.close(readable)
    command = [Path(sys.executable).with_name("slipway"), "terraform"]

    result = subprocess.run(command, stdout=writable, stderr=subprocess.PIPE, check=False)
    os.close(writable)

    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("command", "closed", "printed"),
    [
        ("terraform", ">&-", (0, "", "")),
        ("outputs", ">&-", (1, "", NOT_RUNNING)),
        ("outputs", "2>&-", (1, "", "")),
        ("terraform", "<&- >&- 2>&-", (0, "", "")),
    ],
)
def test_output_to_a_closed_stream_is_discarded(project, command, closed, printed):
    line = ["sh", "-c", f'"$0" {command} {closed}', Path(sys.executable).with_name("slipway")]

    result = subprocess.run(line, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout, result.stderr) == printed


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("invoke get-movie --event x.json", "usage: slipway invoke [-h] [--sample SOURCE]"),
        ("dlq list --all", "usage: slipway dlq list [-h]"),
        ("outputs x", "usage: slipway outputs [-h]\n"),
    ],
)
def test_an_unknown_argument_is_an_error_with_the_usage_of_its_command(capsys, command, usage):
    with pytest.raises(SystemExit):
        cli.main(command.split())
    error = capsys.readouterr().err
    assert error.startswith(usage)
    assert "error: unrecognized arguments: " in error


def test_help_lists_the_commands_and_each_has_its_own_help(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    text = capsys.readouterr().out

    for command in (
        "up",
        "down",
        "outputs",
        "env",
        "seed",
        "mail",
        "logs",
        "invoke",
        "dev",
        "terraform",
        "package",
        "deploy",
        "ci",
        "local",
    ):
        assert f"\n    {command}" in text
        with pytest.raises(SystemExit, match="0"):
            cli.main([command, "--help"])
        assert f"usage: slipway {command}" in capsys.readouterr().out


def test_each_command_is_listed_with_the_module_that_adds_it():
    for module, names in cli._MODULES.items():
        subparsers = argparse.ArgumentParser().add_subparsers()
        importlib.import_module(module).add_parser(subparsers)
        assert tuple(subparsers.choices) == names


SLOW_PACKAGES = {"boto3", "botocore", "grpc", "requests"}


@pytest.mark.parametrize(
    ("command", "loaded"),
    [
        ("package", ["slipway.package.commands"]),
        ("local", ["slipway.local.commands"]),
        ("outputs", ["slipway.project.commands"]),
        ("new", ["slipway.new.commands"]),
        ("status", ["slipway.deploy.commands", "boto3", "botocore"]),
        ("--help", [*cli._MODULES, "boto3", "botocore"]),
        ("pakage", [*cli._MODULES, "boto3", "botocore"]),
    ],
)
def test_a_command_imports_only_its_module_and_a_mistyped_one_imports_all(command, loaded):
    program = "import sys; from slipway import cli; cli._parser(sys.argv[1]); print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", program, command], capture_output=True, text=True, check=True)
    assert set(result.stdout.split()) & {*cli._MODULES, *SLOW_PACKAGES} == set(loaded)


@pytest.mark.parametrize("command", ["local status", "outputs", "env", "mail", "down", "new app x"])
def test_a_command_that_calls_no_service_has_no_slow_import_and_neither_has_its_error(project, command):
    program = "import sys; from slipway import cli; cli.main(sys.argv[1:]); print(*sys.modules)"
    words = [sys.executable, "-c", program, *command.split()]
    imported = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    assert "slipway.cli" in imported
    assert SLOW_PACKAGES & {*imported} == set()


def test_terraform_prints_the_path_of_one_that_runs(project, capsys):
    assert cli.main(["terraform"]) == 0

    path = Path(capsys.readouterr().out.rstrip("\n"))
    assert subprocess.run([path, "version"], capture_output=True, text=True, check=True).stdout.startswith("Terraform")


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as exit_:
        cli.main(["--version"])

    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"slipway {metadata.version('slipway')}\n"
