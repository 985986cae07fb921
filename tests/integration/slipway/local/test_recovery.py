"""Recovery of the local AWS after a crash."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from slipway.errors import SlipwayError
from slipway.local import emulator, supervisor


def test_a_killed_local_aws_is_started_again_with_a_clean_state(up, directory, wait_until, bucket_names, make_bucket):
    killed = up()
    make_bucket(killed)
    os.kill(killed.pid, signal.SIGKILL)
    wait_until(lambda: emulator.status(directory) is None)

    started = up(killed.port)

    assert started.port == killed.port
    assert started.pid != killed.pid
    assert bucket_names(started) == []


def test_a_pid_that_was_reused_by_another_process_is_not_killed(up, directory, is_alive):
    emulator.down(directory)
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as other:
        directory.mkdir()
        record = {"port": 1, "pid": other.pid, "started_at": "2026-01-01T00:00:00+00:00", "skip_patches": []}
        (directory / "emulator.json").write_text(json.dumps(record))
        (directory / "emulator.pid").write_text(str(other.pid))

        assert emulator.status(directory) is None
        running = up()

        assert running.pid != other.pid
        (directory / "emulator.pid").write_text(str(other.pid))  # as by an emulator in another container
        emulator.down(directory)

        assert not is_alive(running.pid)
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("left", [["emulator.pid", "data/tmp/x"], ["emulator.log"], []])
def test_files_of_an_interrupted_start_or_stop_are_replaced(up, directory, left):
    (directory / "data" / "tmp").mkdir(parents=True) if left else directory.mkdir()
    for name in left:
        (directory / name).touch()

    assert up().directory == directory


def test_a_local_aws_with_an_invalid_record_is_replaced(up, directory, is_alive):
    half_started = up()
    record = directory / "emulator.json"
    for content in ("", "{}", '{"port": 4566', '{"port": 4566, "pid": 1, "skip_patches": []}'):
        record.write_text(content)
        assert emulator.status(directory) is None, content
    record.unlink()
    assert emulator.status(directory) is None

    running = up()

    assert running.pid != half_started.pid
    assert not is_alive(half_started.pid)


def test_the_next_up_works_after_a_killed_one(up, directory, wait_until, up_command):
    with subprocess.Popen(up_command, stdout=subprocess.DEVNULL) as first:
        wait_until(lambda: supervisor.is_running(directory / "emulator.pid"))
        first.kill()

    running = up()

    assert emulator.status(directory) == running


def test_another_emulator_on_the_port_is_not_mistaken_for_this_one(up, directory, tmp_path, is_taken, wait_until):
    killed = up()
    os.kill(killed.pid, signal.SIGKILL)
    wait_until(lambda: not is_taken(killed.port))
    other = up(killed.port, where=tmp_path / "other")
    try:
        assert other.port == killed.port
        assert emulator.status(directory) is None

        running = up(killed.port)

        assert running.port != other.port
        assert emulator.status(tmp_path / "other") == other
    finally:
        emulator.down(tmp_path / "other")


def test_down_stops_a_local_aws_that_does_not_respond(up, directory, is_alive):
    running = up()
    os.kill(running.pid, signal.SIGSTOP)

    emulator.down(directory)

    assert not is_alive(running.pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_functions_end_when_the_local_aws_is_killed(up, number, is_alive, wait_until, invoke_function):
    running = up()
    pids = invoke_function(running)["pids"]

    os.kill(running.pid, number)

    wait_until(lambda: not any(map(is_alive, pids)))


def test_the_local_aws_ends_when_its_folder_is_deleted(up, directory, is_taken, wait_until):
    running = up()

    shutil.rmtree(directory)

    wait_until(lambda: not is_taken(running.port))


def test_a_folder_with_other_files_is_not_deleted(up, directory):
    directory.mkdir()
    (directory / "thesis.txt").write_text("years of work")

    for action in (emulator.down, lambda _: up()):
        with pytest.raises(SlipwayError, match="contains files that aren't"):
            action(directory)

    assert (directory / "thesis.txt").exists()
    (directory / "thesis.txt").unlink()


def test_a_patch_that_fails_shows_the_end_of_the_log(up, directory):
    with pytest.raises(SlipwayError, match="there is no patch no_such_patch"):
        up(skip_patches=["no_such_patch"])

    assert emulator.status(directory) is None


def test_a_local_aws_with_other_patches_is_replaced(up, directory):
    patched = up()

    unpatched = up(skip_patches=["observability.describe_alarms"])

    assert unpatched.pid != patched.pid
    assert up(skip_patches=["observability.describe_alarms"]) == unpatched
