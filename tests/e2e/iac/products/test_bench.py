"""``slipway bench cold-warm`` of a deployed function with SnapStart, which calls the local AWS."""

import shutil

import pytest
from repository import ROOT

from slipway import cli


@pytest.fixture
def project(tmp_path, monkeypatch, run_target):
    for name in ("apps/get-product", "libs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "slipway.toml", tmp_path)
    (tmp_path / ".slipway").mkdir()
    (tmp_path / ".slipway" / "environments").symlink_to(ROOT / ".slipway" / "environments")
    monkeypatch.chdir(tmp_path)
    for name, value in run_target.environment().items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_the_starts_after_a_restore_are_measured(stack, project, capsys):
    assert cli.main(["bench", "cold-warm", "get-product", "--cold", "2", "--warm", "5"]) == 0
    rows = [line.split(" | ")[:2] for line in capsys.readouterr().out.splitlines()[2:]]
    restored = ["| from restore to response", "| from restore to response, CPU"]
    assert rows == [[name, "2"] for name in restored] + [["| warm", "5"], ["| warm, CPU", "5"]]
    assert (project / "build/bench/get-product.svg").read_text().count("<polyline") == 4
