"""``slipway deploy``."""

import json

import pytest

from slipway.cli import main


@pytest.fixture
def command(project, target, monkeypatch):
    (project / "slipway.toml").write_text('region = "x"\naccount = "123456789012"\nenvironment = "nowhere"\n')
    monkeypatch.chdir(project)
    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: main(["deploy", *arguments])


def test_the_command_prints_a_line_an_app_and_json_when_asked(functions, unique_name, capsys, command):
    assert command("--environment", unique_name) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in lines) == [function.name for function in functions]
    assert all(" version 2 " in line and " deployed, not invoked " in line for line in lines)
    assert command("send-mail", "--environment", unique_name, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["function"], printed["version"], printed["changed"]) == (functions[1].name, "2", False)


def test_the_command_exits_1_and_ends_with_what_failed(function, unique_name, capsys, command):
    assert command("--environment", unique_name) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith(function.name)
    assert captured.err.splitlines()[0] == "slipway: 1 of 2 apps failed:"
    assert captured.err.splitlines()[-1].strip().startswith(f"send-mail: there is no function {unique_name}-send-mail")


def test_the_environment_comes_from_the_project_file(capsys, command):
    assert command("get-movie") == 1
    assert "there is no function nowhere-get-movie" in capsys.readouterr().err
