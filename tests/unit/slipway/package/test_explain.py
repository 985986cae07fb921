"""``slipway package --explain``."""

import platform
from types import SimpleNamespace

import pytest
from repository import ROOT

from slipway.cli import main
from slipway.config.app import load_apps
from slipway.package import imports
from slipway.package.imports import Import, _grouped
from slipway.package.package import package_app


@pytest.fixture
def explained(monkeypatch, capsys, project):
    monkeypatch.chdir(project)
    monkeypatch.setattr(imports, "_RUNS", 1)

    def explain(*apps: str) -> list[str]:
        assert main(["package", "--explain", *apps]) == 0
        return capsys.readouterr().out.splitlines()

    return explain


def test_each_file_is_counted_where_it_comes_from(explained, project):
    app = project / "apps" / "send-mail"
    (app / "app.toml").write_text('libs = ["tables"]\n')
    (app / "send_mail.py").write_text("import os\nimport tables\n\nTABLE = os.environ['MOVIES_TABLE']\n")
    lib = project / "libs" / "tables"
    lib.mkdir(parents=True)
    (lib / "__init__.py").write_text("import colorsys\n")
    (lib / "data.json").write_text(" " * 2048)
    built, empty, *lines = explained("send-mail")
    assert built.startswith("send-mail ")
    assert empty == ""
    assert lines[0] == "3 files in send-mail.zip:"
    assert lines[1].split() == ["apps/send-mail", "1", "file", "0.1", "kB"]
    assert lines[2].split() == ["libs/tables", "2", "files", "2.0", "kB"]
    assert lines[3].startswith("3 imports in ")
    found = {line.split()[0]: line.split()[1:] for line in lines[4:]}
    assert found["colorsys"][:2] == ["1", "module"]
    assert found["colorsys"][-2:] == ["by", "tables"]
    assert found["own"][:3] == ["code", "2", "modules"]


def test_an_app_that_makes_a_client_is_imported_without_a_setting_or_a_call_of_aws(explained, project, monkeypatch):
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "QUEUE_URL", "LIMIT"):
        monkeypatch.delenv(name, raising=False)
    handler = "import json, os\nimport boto3\n\nURL = os.environ['QUEUE_URL']\nLIMIT = int(os.environ['LIMIT'])\n"
    (project / "apps" / "get-movie" / "get_movie.py").write_text(f"{handler}sqs = boto3.client('sqs')\n")
    lines = explained("get-movie")
    (boto3,) = [line for line in lines if line.startswith("  boto3 ")]
    assert int(boto3.split()[1]) > 100
    assert boto3.endswith("by get_movie")


def test_boto3_has_bytecode_as_in_lambdas_runtime(explained, project, monkeypatch, tmp_path):
    """Slipway's Python has compiled it, the app's may never have: its import would take four times as long."""
    boto3 = tmp_path / "installed" / "boto3" / "__init__.py"
    boto3.parent.mkdir(parents=True)
    boto3.touch()
    monkeypatch.setattr(imports, "find_spec", lambda _: SimpleNamespace(origin=str(boto3)))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (project / "apps" / "get-movie" / "get_movie.py").write_text("import boto3\n")
    explained("get-movie")
    assert [file.suffix for file in boto3.parent.glob("__pycache__/*")] == [".pyc"]


@pytest.mark.parametrize(
    "code",
    [
        "if 'COLLECTOR' in os.environ: raise RuntimeError('COLLECTOR is not a URL')",
        "if ('URL' in os.environ) == ('SECRET' in os.environ): raise RuntimeError('set one of URL and SECRET')",
    ],
    ids=["an optional one that is invalid as 1", "one of two"],
)
def test_only_the_settings_are_set_that_an_import_fails_without(explained, project, monkeypatch, code):
    for name in ("COLLECTOR", "URL", "SECRET"):
        monkeypatch.delenv(name, raising=False)
    (project / "apps" / "get-movie" / "get_movie.py").write_text(f"import os\n\n{code}\n")
    assert any(line.split()[:2] == ["own", "code"] for line in explained("get-movie"))


@pytest.mark.parametrize("app", ["get-movie", "slack-notification"])
def test_the_imports_of_an_app_of_the_example_are_explained(explained, monkeypatch, app):
    monkeypatch.chdir(ROOT)
    assert any(" imports in " in line for line in explained(app))


def test_an_app_that_can_not_be_imported_is_one_line(monkeypatch, capsys, project):
    monkeypatch.chdir(project)
    (project / "apps" / "get-movie" / "get_movie.py").write_text("raise ValueError('no table')\n")
    assert main(["package", "--explain", "get-movie"]) == 1
    error = capsys.readouterr().err
    assert error.startswith(
        "slipway: apps/get-movie can't be imported: ValueError: no table; if it reads a setting, set"
    )
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit(3)", "SystemExit: 3\n"),
        ("import os; os._exit(4)", "it ends the process with exit code 4; if it reads a setting"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "it ends the process with exit code -11; if"),
        ("def handler(", "SyntaxError: '(' was never closed\n"),
        ("import requests_of_nobody", "ModuleNotFoundError: No module named 'requests_of_nobody'\n"),
        ("input()", "EOFError: EOF when reading a line; if it reads a setting"),
        ("import time; time.sleep(600)", "it takes longer than 1 seconds, and Lambda stops an init after 10; if"),
    ],
    ids=["exit", "end", "crash", "syntax", "module", "input", "endless"],
)
def test_an_import_that_does_not_end_well_is_named(monkeypatch, capsys, project, code, message):
    monkeypatch.chdir(project)
    monkeypatch.setattr(imports, "_TIMEOUT", 1)
    (project / "apps" / "get-movie" / "get_movie.py").write_text(f"{code}\n")
    assert main(["package", "--explain", "get-movie"]) == 1
    assert capsys.readouterr().err.startswith(f"slipway: apps/get-movie can't be imported: {message}")


@pytest.mark.parametrize(
    "code",
    [
        "import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()",
        "import subprocess; subprocess.Popen(['sleep', '600'])",
        "import sys; sys.stdout.close(); sys.stderr.close()",
        "import sys; sys.stderr.buffer.write(b'\\xff')",
    ],
    ids=["thread", "process", "closed", "other encoding"],
)
def test_an_import_may_leave_something_running_and_print_anything(explained, project, code):
    (project / "apps" / "get-movie" / "get_movie.py").write_text(f"{code}\n")
    assert any(line.split()[:2] == ["own", "code"] for line in explained("get-movie"))


def test_bytecode_counts_where_its_source_does(explained, project):
    release = platform.python_version()
    settings = f'libs = ["movies"]\nruntime = "python{release.rpartition(".")[0]}"\nbytecode = "{release}"\n'
    (project / "apps" / "get-movie" / "app.toml").write_text(settings)
    _built, _empty, *lines = explained("get-movie")
    assert lines[0] == "7 files in get-movie.zip:"
    assert [line.split()[:2] for line in lines[1:3]] == [["apps/get-movie", "3"], ["libs/movies", "4"]]


def test_json_and_an_explanation_exclude_each_other(monkeypatch, capsys, project):
    monkeypatch.chdir(project)
    with pytest.raises(SystemExit):
        main(["package", "--explain", "--json"])
    assert "not allowed with" in capsys.readouterr().err


def test_a_modules_imports_count_where_own_code_imports_it():
    """In the order of ``-X importtime``: a module after those that it imports."""
    lines = [(1, 2, "json.decoder"), (2, 1, "json"), (4, 2, "re"), (8, 1, "lib"), (16, 1, "socket"), (32, 0, "app")]
    assert sorted(_grouped(lines, {"app", "lib"}), key=lambda each: each.name) == [
        Import("json", "app", 2, 3e-6),
        Import("own code", "", 2, 40e-6),
        Import("re", "lib", 1, 4e-6),
        Import("socket", "app", 1, 16e-6),
    ]


def test_an_app_without_a_python_of_its_release_is_imported_by_another(project, monkeypatch):
    monkeypatch.setattr(imports.pythons, "find", lambda _version: None)
    (app,) = load_apps(project, ["get-movie"])
    version, found = imports.measure(app, package_app(app).path)
    assert version.startswith("Python 3.")
    assert "own code" in {each.name for each in found}
