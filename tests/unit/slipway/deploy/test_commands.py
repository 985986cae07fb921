"""The output of the commands for deployments."""

from types import SimpleNamespace

import pytest

from slipway import cli
from slipway.aws.target import Target
from slipway.deploy import commands
from slipway.deploy.status import Status
from slipway.errors import SlipwayError

SETTINGS = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n'


@pytest.mark.parametrize("fails", [False, True])
def test_status_is_sorted_by_app_whichever_is_read_first(fails, tmp_path, monkeypatch, capsys):
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)

    def status(*_, on_done, **__):
        for app in ("b", "c", "a"):
            on_done([Status(app, f"dev-{app}", "live", None, "2", {}, "x" * 44, 60, [])])
        if fails:
            raise SlipwayError("d: no")

    monkeypatch.setattr(commands, "status", status)
    monkeypatch.setattr(commands, "target_of", lambda *_: Target(None, "eu-west-1"))

    assert cli.main(["status"]) == int(fails)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["dev-a", "dev-b", "dev-c"]


@pytest.mark.parametrize("arguments", [["deploy"], ["rollback", "get-movie"], ["prune", "--keep", "1"]])
def test_account_region_and_aws_are_printed_before_any_change(arguments, tmp_path, monkeypatch, capsys):
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_PROFILE", "prod")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    client = SimpleNamespace(get_caller_identity=lambda: {"Account": "123456789012"})
    monkeypatch.setattr(Target, "client", lambda *_: client)

    def fail(*_, **__):
        raise SlipwayError(capsys.readouterr().err)

    for name in ("deploy", "rollback", "prune"):
        monkeypatch.setattr(commands, name, fail)

    assert cli.main(arguments) == 1
    assert capsys.readouterr().err.startswith("slipway: account 123456789012, region eu-west-1, on AWS\n")


@pytest.mark.parametrize("alias", ["", "previous", "previous-test", "12", "a b", "x" * 120])
@pytest.mark.parametrize("command", [["deploy"], ["rollback", "get-movie"]])
def test_only_an_alias_that_callers_use_can_be_named(command, alias, tmp_path, monkeypatch, capsys):
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        cli.main([*command, "--alias", alias])
    assert "is not an alias that can be deployed to, such as live or test" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--to", "3"], ["--alias", "prod", "--to", "3"]])
def test_a_rollback_without_an_app_needs_the_alias_alone(options, tmp_path, monkeypatch, capsys):
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["rollback", *options]) == 1
    assert capsys.readouterr().err.startswith("slipway: name an app, or without --to the alias whose last release")
