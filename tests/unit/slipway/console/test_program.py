import sys

import pytest

from slipway.console.program import program


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "slipway").touch(mode=0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "path", "expected"),
    [
        ("bin/slipway", "/nowhere", "bin/slipway"),
        ("bin/slipway", "{}/bin", "slipway"),
        ("{}/bin/slipway", "{}/bin", "slipway"),
        ("{}/slipway/__main__.py", "/nowhere", "slipway"),
    ],
    ids=["not on PATH", "with an activated environment", "found on PATH", "another program"],
)
def test_a_command_to_copy_calls_the_same_program(folder, monkeypatch, typed, path, expected):
    monkeypatch.setattr(sys, "argv", [typed.format(folder)])
    monkeypatch.setenv("PATH", path.format(folder))

    assert program() == expected
