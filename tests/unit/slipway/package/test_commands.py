"""``slipway package``."""

import json

from slipway.cli import main


def test_the_command_prints_a_line_per_app(monkeypatch, capsys, project):
    monkeypatch.chdir(project / "apps")
    assert main(["package"]) == 0
    assert main(["package", "get-movie"]) == 0
    *first, second = capsys.readouterr().out.splitlines()
    assert sorted(line.split()[0] for line in first) == ["get-movie", "send-mail"]
    assert all(" kB " in line and " built " in line and line.endswith(" s") for line in first)
    assert second.startswith("get-movie ")
    assert " unchanged " in second


def test_the_command_prints_json_on_demand(monkeypatch, capsys, project, packaged):
    monkeypatch.chdir(project)
    assert main(["package", "send-mail", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    expected = packaged("send-mail")
    assert printed["code_sha256"] == expected.code_sha256
    assert printed["path"] == str(expected.path)
    assert printed["reused"] is False


def test_an_error_is_one_line_without_a_traceback(monkeypatch, capsys, project):
    monkeypatch.chdir(project)
    assert main(["package", "get-move"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("slipway: there is no app 'get-move' (did you mean 'get-movie'?)")
    assert captured.err.count("\n") == 1
