"""The peers of `make bench`: one that isn't there costs a line, and the rest is measured."""

import subprocess
import sys
from dataclasses import replace

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "tests" / "bench"))
import measure
import peer_modules

COST = measure.Cost(1.0, 0.5)


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The only peer, in a git repository of this test."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.tf").write_text("# first\n")
    git = ("git", "-C", source, "-c", "user.name=test", "-c", "user.email=test@example.com")
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        subprocess.run([*git, *command], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    module = replace(peer_modules.MODULES[0], name="peer", url=f"file://{source}", commit=head)
    monkeypatch.setattr(peer_modules, "MODULES", (module,))
    monkeypatch.delenv("BENCH_MODULES", raising=False)
    return module


def test_a_module_is_downloaded_once(module, tmp_path, capsys):
    found = peer_modules.find(tmp_path / "modules")
    assert (found["peer"] / "main.tf").read_text() == "# first\n"

    (tmp_path / "source").rename(tmp_path / "gone")
    assert peer_modules.find(tmp_path / "modules") == found
    assert capsys.readouterr().out == ""


def test_a_module_that_is_not_there_is_one_line(module, tmp_path, capsys):
    (tmp_path / "source").rename(tmp_path / "gone")

    assert peer_modules.find(tmp_path / "modules") == {}
    assert list((tmp_path / "modules").iterdir()) == []
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("without peer: ")
    assert line.endswith(f"clone {module.url} to FOLDER/peer, BENCH_MODULES=FOLDER")


def test_a_module_of_a_given_folder(module, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BENCH_MODULES", str(tmp_path))
    (tmp_path / "source").rename(tmp_path / "peer")
    assert peer_modules.find(tmp_path / "modules") == {"peer": tmp_path / "peer"}

    monkeypatch.setattr(peer_modules, "MODULES", (replace(module, commit="0" * 40),))
    assert peer_modules.find(tmp_path / "modules") == {}
    assert f"{tmp_path / 'peer'} isn't {module.version}" in capsys.readouterr().out


def test_modules_are_pinned_to_commits():
    for module in peer_modules.MODULES:
        assert len(module.commit) == len(bytes.fromhex(module.commit)) * 2 == 40


def test_a_row_without_a_peer_that_fails(capsys, tmp_path):
    def fail():
        return measure.seconds(tmp_path, ["sh", "-c", "echo broken >&2; exit 1"])

    measure.compare("deploy", "other tool", lambda: COST, fail, 3)
    measure.compare("deploy", "missing", lambda: COST, lambda: measure.seconds(tmp_path, ["not-installed"]), 3)

    failed, missing = capsys.readouterr().out.splitlines()
    assert failed == "deploy                       without other tool: sh -c echo broken >&2; exit 1 failed: broken"
    assert missing == "deploy                       without missing: not-installed isn't installed"


def test_our_failure_ends_the_benchmark(tmp_path):
    with pytest.raises(SystemExit, match="isn't installed"):
        measure.compare("deploy", "peer", lambda: measure.seconds(tmp_path, ["not-installed"]), lambda: COST, 3)


def test_a_row_has_medians_ranges_and_ratios_of_pairs(capsys):
    ours, theirs = iter([(1, 0.5), (2, 1), (4, 1)]), iter([(3, 1), (4, 3), (40, 8)])
    measure.compare("deploy", "peer", lambda: measure.Cost(*next(ours)), lambda: measure.Cost(*next(theirs)), 3)

    row = " ".join(capsys.readouterr().out.split())
    assert row == "deploy 2.00 s (1.00-4.00, CPU 1.00) peer 4.00 s (3.00-40.00, CPU 3.00) 3.0 times, CPU 3.0"
