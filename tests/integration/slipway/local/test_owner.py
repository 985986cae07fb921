"""A local AWS that has an owner ends with it."""

import signal
import subprocess
import sys

import pytest

from slipway.local import emulator


@pytest.fixture
def owner():
    """A process that runs until the test ends it."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("is_collected", [True, False], ids=["gone", "zombie"])
def test_it_ends_with_its_functions_after_its_owner_was_killed(
    up, owner, directory, wait_until, is_alive, invoke_function, is_collected
):
    running = up(owner_pid=owner.pid)
    pids = [running.pid, *invoke_function(running)["pids"]]

    owner.send_signal(signal.SIGKILL)
    if is_collected:
        owner.wait()

    wait_until(lambda: not any(map(is_alive, pids)))
    assert emulator.status(directory) is None


def test_functions_do_not_see_who_owns_it(up, owner, invoke_function):
    assert "SLIPWAY_OWNER_PID" not in invoke_function(up(owner_pid=owner.pid))["environment"]
