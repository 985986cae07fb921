"""The output of the commands for deployments."""

import pytest

from slipway import cli
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
            on_done(Status(app, f"dev-{app}", "live", "2", {}, "x" * 44, 60, []))
        if fails:
            raise SlipwayError("d: no")

    monkeypatch.setattr(commands, "status", status)

    assert cli.main(["status"]) == int(fails)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["dev-a", "dev-b", "dev-c"]
