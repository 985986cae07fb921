"""Whether a command works on AWS or on the local AWS."""

import pytest

from slipway import cli
from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.local import emulator, target
from slipway.local.emulator import Emulator


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in target._ACCOUNT_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")


@pytest.fixture
def running(project, monkeypatch):
    record = Emulator(project.local_directory, 4599, 4711, "2026-11-21T00:00:00+00:00", "secret")
    monkeypatch.setattr(emulator, "status", lambda _: record)
    return project


def test_without_variables_it_is_the_local_aws(running):
    assert target.selected_target(running).endpoint_url == "http://127.0.0.1:4599"


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"])
def test_a_variable_that_selects_an_account_selects_aws(running, monkeypatch, name):
    monkeypatch.setenv(name, "x")

    assert target.selected_target(running).endpoint_url is None
    assert target.selected_target(running, local=True).endpoint_url == "http://127.0.0.1:4599"


def test_an_endpoint_selects_that_endpoint(project, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    assert target.selected_target(project).endpoint_url == "http://127.0.0.1:1"


def test_neither_is_an_error_with_the_command_to_start_it(project):
    message = "isn't running, and the shell's variables select no account: start it with `make up`, or select one"
    with pytest.raises(SlipwayError, match=message):
        target.selected_target(project)
    with pytest.raises(SlipwayError, match="isn't running: start it with `make up`"):
        target.selected_target(project, local=True)


def test_outside_of_a_project_it_is_aws_but_never_with_the_option_for_the_local_aws():
    assert target.selected_target(None).endpoint_url is None
    with pytest.raises(SlipwayError, match="--local needs the local AWS of a project"):
        target.selected_target(None, local=True)


COMMANDS = [
    *(["logs"], ["trace", "ID"], ["invoke", "x"], ["replay", "12345678"], ["status"], ["deploy"], ["rollback", "x"]),
    *(["prune", "--keep", "1"], ["dlq", "list"], ["dlq", "show", "x"], ["dlq", "redrive", "x", "--all"]),
    *(["pipeline", action] for action in ("start", "wait", "status", "logs", "approve", "retry")),
    *(["pipeline", "import", "x"], ["seed", "--table", "x", "--items", "x"]),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_without_variables_is_for_the_local_aws(command, project, monkeypatch, capsys):
    text = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n'
    (project.root / "slipway.toml").write_text(text)
    (project.root / "apps/x").mkdir(parents=True)
    (project.root / "apps/x/x.py").write_text("")
    monkeypatch.chdir(project.root)
    assert cli.main(command) == 1
    assert "the local AWS isn't running, and the shell's variables select no account" in capsys.readouterr().err
