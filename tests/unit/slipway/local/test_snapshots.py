"""Snapshots on the disk: one that is replaced, one that isn't complete, and what is checked before anything is lost."""

import json
import signal
import socket
import subprocess
import sys

import pytest

from slipway import cli
from slipway.errors import SlipwayError
from slipway.local import emulator, snapshots
from slipway.local.emulator import Emulator

SAVE = """
import os, pathlib, signal, sys
from slipway.local import emulator, snapshots
snapshots.emulator.status = lambda _: emulator.Emulator(pathlib.Path("local"), 1, 1, "", "")
snapshots._state = lambda _: b"new"
rename = pathlib.Path.rename
def killed(path, target):
    if path.name.startswith(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(path, target)
pathlib.Path.rename = killed
snapshots.save(pathlib.Path("local"), "x")
"""


@pytest.fixture
def directory(tmp_path, monkeypatch):
    """The folder of a local AWS that runs on port 1; its state is ``now``."""
    directory = tmp_path / "local"
    directory.mkdir()
    (directory / "outputs.json").write_text("{}")
    monkeypatch.setattr(snapshots.emulator, "status", lambda _: Emulator(directory, 1, 1, "", ""))
    monkeypatch.setattr(snapshots, "_state", lambda _: b"now")
    return directory


@pytest.fixture
def other_port():
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def content(directory):
    root = directory.with_name("snapshots")
    assert [path.name for path in root.iterdir() if path.name != ".lock"] == ["x"]
    return (root / "x/state").read_bytes()


def test_a_snapshot_of_the_same_name_is_replaced(directory, monkeypatch):
    snapshots.save(directory, "x")
    monkeypatch.setattr(snapshots, "_state", lambda _: b"later")
    snapshots.save(directory, "x")
    assert content(directory) == b"later"


def test_a_failed_save_leaves_the_earlier_one(directory, monkeypatch):
    snapshots.save(directory, "x")
    monkeypatch.setattr(snapshots, "_state", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        snapshots.save(directory, "x")
    assert content(directory) == b"now"


@pytest.mark.parametrize("at", ["x", ".part-x"])
def test_a_save_that_is_killed_leaves_the_earlier_one(directory, at, monkeypatch):
    snapshots.save(directory, "x")
    killed = subprocess.run([sys.executable, "-c", SAVE, at], cwd=directory.parent, check=False)
    assert killed.returncode == -signal.SIGKILL

    monkeypatch.setattr(snapshots, "_state", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        snapshots.save(directory, "x")
    assert content(directory) == b"now"


@pytest.mark.parametrize("record", ["", "{", "[]", "{}", '{"created_at": "x", "port": "y", "fingerprint": "z"}', None])
def test_what_is_not_a_complete_snapshot_is_named_and_replaced(directory, record, monkeypatch, capsys):
    folder = snapshots.save(directory, "x").folder
    if record is None:
        (folder / "state").unlink()
    else:
        (folder / "snapshot.json").write_text(record)
    monkeypatch.setattr("slipway.local.commands._directory", lambda: directory)

    assert cli.main(["local", "snapshot", "list"]) == 0
    assert cli.main(["local", "snapshot", "load", "x"]) == 1
    assert capsys.readouterr() == ("", f"slipway: {folder} isn't a complete snapshot: delete it\n")
    snapshots.save(directory, "x")
    assert snapshots.find(directory, "x").port == 1


@pytest.mark.parametrize("state", [b"", b"no", b"now and more", b"nov"])
def test_nothing_is_deleted_for_a_snapshot_whose_state_is_damaged(directory, state, monkeypatch):
    folder = snapshots.save(directory, "x").folder
    (folder / "state").write_bytes(state)
    monkeypatch.setattr(emulator, "down", lambda _: pytest.fail("the local AWS was deleted"))

    with pytest.raises(SlipwayError, match=r"^the snapshot x is damaged: delete it$"):
        snapshots.load(directory, "x")


def test_nothing_is_deleted_for_a_snapshot_whose_port_is_in_use(directory, other_port, monkeypatch):
    folder = snapshots.save(directory, "x").folder
    record = json.loads((folder / "snapshot.json").read_text())
    (folder / "snapshot.json").write_text(json.dumps(record | {"port": other_port}))
    monkeypatch.setattr(emulator, "down", lambda _: pytest.fail("the local AWS was deleted"))

    with pytest.raises(SlipwayError, match=f"^port {other_port} is in use by another program, and the snapshot has"):
        snapshots.load(directory, "x")
