"""Private folders of processes that run, have ended, and were killed."""

import os
import subprocess
import sys

import pytest

from slipway.system import private_folders
from slipway.system.private_folders import private_folder

HOLDS = """
import time
from slipway.system.private_folders import private_folder
with private_folder() as folder:
    (folder / "plan").write_text("secret")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def directory(tmp_path, monkeypatch):
    """The directory for temporary files, in which this process has removed nothing yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    private_folders._remove_stale.cache_clear()
    yield tmp_path
    private_folders._remove_stale.cache_clear()


@pytest.fixture
def other(directory):
    """Another process with a private folder that is older than a minute, and its folder."""
    environment = {**os.environ, "TMPDIR": str(directory)}
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True, env=environment) as process:
        folder = directory / process.stdout.readline().strip()
        os.utime(folder / ".lock", (0, 0))
        yield process, folder
        process.kill()


def test_only_the_user_can_read_a_folder_which_is_removed_after_an_error(directory):
    made = []

    def fail():
        with private_folder() as folder:
            (folder / "plan").touch()
            made.append((folder.parent, folder.stat().st_mode & 0o777))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (made, [*directory.iterdir()]) == ([(directory, 0o700)], [])


def test_a_folder_of_a_process_that_runs_stays(other):
    with private_folder():
        assert (other[1] / "plan").exists()


def test_the_folder_of_a_killed_process_is_removed_by_the_next_one(other, directory):
    process, folder = other
    process.kill()
    process.wait()
    with private_folder() as own:
        assert [*directory.iterdir()] == [own]
    assert not folder.exists()


def test_a_new_folder_and_those_of_others_stay(other, directory):
    process, folder = other
    os.utime(folder / ".lock")  # its owner may be about to hold it
    process.kill()
    process.wait()
    (directory / "slipway-of-someone").mkdir()
    (directory / "slipway-link").symlink_to(directory / "slipway-of-someone")
    with private_folder() as own:
        assert {*directory.iterdir()} == {
            own,
            folder,
            *(directory / f"slipway-{name}" for name in ("of-someone", "link")),
        }
