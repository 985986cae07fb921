"""Who holds a folder."""

import shutil
import subprocess
import sys
import threading

import pytest

from slipway.system import held_folders

HOLDS = """
import pathlib, sys, time
from slipway.system import held_folders
lock = held_folders.hold(pathlib.Path(sys.argv[1]), "lock")
print(flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "folder"


def is_free(folder):
    with held_folders.unless_held(folder, "lock") as free:
        return free


def test_a_folder_is_held_until_its_lock_is_closed(folder):
    with held_folders.hold(folder, "lock"):
        assert not is_free(folder)
    assert is_free(folder)


def test_a_folder_is_free_after_the_process_that_held_it_was_killed(folder):
    with subprocess.Popen([sys.executable, "-c", HOLDS, folder], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert not is_free(folder)
        process.kill()
    assert is_free(folder)


def test_a_folder_that_nobody_has_held_is_free(tmp_path):
    assert is_free(tmp_path)


@pytest.mark.parametrize("is_file", [False, True])
def test_what_is_not_a_folder_is_not_free(tmp_path, is_file):
    if is_file:
        (tmp_path / "x").touch()
    assert not is_free(tmp_path / "x")


def test_a_folder_is_made_again_if_it_was_removed_while_the_holder_waited(folder):
    held_folders.hold(folder, "lock").close()
    held = []
    with held_folders.unless_held(folder, "lock") as free:
        assert free
        waiting = threading.Thread(target=lambda: held.append(held_folders.hold(folder, "lock")))
        waiting.start()
        waiting.join(0.2)
        assert not held
        shutil.rmtree(folder)
    waiting.join()
    with held[0]:
        assert not is_free(folder)
