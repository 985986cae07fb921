import argparse
import json
from datetime import UTC, datetime

import pytest

from slipway.local import commands, emulator
from slipway.local.emulator import Emulator


@pytest.fixture
def directory(monkeypatch, tmp_path):
    """The folder of the local AWS of a project that is the working directory."""
    (tmp_path / "slipway.toml").write_text('region = "eu-west-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".slipway" / "local"


@pytest.fixture
def running(monkeypatch, directory):
    """A local AWS that seems to be running; records the calls."""
    instance = Emulator(directory, 4599, 4711, datetime(2026, 11, 21, tzinfo=UTC).isoformat(), "secret")
    instance_calls = []
    for name in ("up", "down", "reset"):
        monkeypatch.setattr(
            emulator, name, lambda *a, _name=name, **k: instance_calls.append((_name, a, k)) or instance
        )
    monkeypatch.setattr(emulator, "status", lambda _: instance)
    return instance_calls


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["local", *arguments])
    return parsed.run(parsed)


def test_up_starts_the_projects_local_aws_on_its_port(running, directory, capsys):
    assert run("up") == run("up", "--port", "4600") == 0

    assert running == [("up", (directory,), {"port": 4566}), ("up", (directory,), {"port": 4600})]
    assert "http://127.0.0.1:4599" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_an_invalid_port_is_rejected(running, port, capsys):
    with pytest.raises(SystemExit):
        run("up", f"--port={port}")

    assert f"--port: '{port}' is not a port: write a number from 0 to 65535" in capsys.readouterr().err
    assert running == []


def test_down_and_reset_affect_the_projects_local_aws(running, directory):
    assert run("down") == run("reset") == 0

    assert running == [("down", (directory,), {}), ("reset", (directory,), {})]


def test_status_shows_url_pid_and_log_file(running, directory, capsys):
    assert run("status") == 0

    output = capsys.readouterr().out
    assert "http://127.0.0.1:4599" in output
    assert "4711" in output
    assert str(directory / "emulator.log") in output


def test_status_prints_one_json_object_on_demand(running, directory, capsys):
    assert run("status", "--json") == 0

    assert json.loads(capsys.readouterr().out) == {
        "running": True,
        "endpoint_url": "http://127.0.0.1:4599",
        "port": 4599,
        "pid": 4711,
        "started_at": "2026-11-21T00:00:00+00:00",
        "log_file": str(directory / "emulator.log"),
        "iam_decisions_file": str(directory / "iam-decisions.jsonl"),
    }


def test_status_exits_with_1_if_the_local_aws_is_not_running(directory, capsys):
    assert run("status") == run("status", "--json") == 1

    text, document = capsys.readouterr().out.split("\n", 1)
    assert text == "the local AWS is not running"
    assert json.loads(document) == {"running": False}
