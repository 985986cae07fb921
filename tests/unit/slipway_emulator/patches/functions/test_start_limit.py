"""The time that a process may take to start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from slipway_emulator.patches.functions.python_worker import start_limit

BUSY = """
import os, time
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
while time.process_time() < 0.2: pass
print(flush=True)
input()
"""


class ExpiredError(Exception):
    pass


@pytest.fixture
def waits(monkeypatch):
    """``waits(delays, ready=n)`` returns for how long each call waited, after which a CPU was waited for so long."""

    def run(*delays, ready=None):
        calls = []

        def wait(seconds):
            calls.append(seconds)
            if len(calls) != ready:
                raise ExpiredError

        monkeypatch.setattr(start_limit, "waited_for_cpu", lambda _: delays[len(calls) - 1])
        try:
            start_limit.wait_within(10, wait, 1, ExpiredError)
        except ExpiredError:
            return [*calls, "expired"]
        return calls

    return run


def test_a_process_that_did_not_wait_for_a_cpu_has_the_limit(waits):
    assert waits(0) == [10, "expired"]
    assert waits(0.05) == [10, "expired"]


def test_a_process_has_the_time_for_which_it_waited_in_addition(waits):
    assert waits(8, 12, 12) == [10, 8, 4, "expired"]
    assert waits(8, 12, ready=2) == [10, 8]


def test_another_error_is_raised_immediately():
    with pytest.raises(RuntimeError, match="exited"):
        start_limit.wait_within(10, lambda _: (_ for _ in ()).throw(RuntimeError("exited")), os.getpid(), ExpiredError)


def test_a_process_that_has_ended_has_waited_for_nothing():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    assert start_limit.waited_for_cpu(process.pid) == 0


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the kernel doesn't tell")
def test_processes_that_share_a_cpu_wait_for_each_other():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    both = [subprocess.Popen([sys.executable, "-c", BUSY], **pipes) for _ in range(2)]
    try:
        for process in both:
            process.stdout.readline()
        assert sum(start_limit.waited_for_cpu(process.pid) for process in both) > 0.1
    finally:
        for process in both:
            process.communicate(b"\n")
