"""The time that a process may take to start, and to respond."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from slipway_emulator.patches.functions.python_worker import time_limit

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

        monkeypatch.setattr(time_limit, "waited_for_cpu", lambda _: delays[len(calls) - 1])
        try:
            time_limit.wait_within(10, wait, 1, ExpiredError)
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
        time_limit.wait_within(10, lambda _: (_ for _ in ()).throw(RuntimeError("exited")), os.getpid(), ExpiredError)


class Process:
    """A process that ends after a number of looks at it."""

    pid = 1

    def __init__(self, looks=1000):
        self.looks = looks

    def poll(self):
        self.looks -= 1
        return None if self.looks > 0 else 1


@pytest.fixture
def response(monkeypatch):
    """``response(process, waits=…)`` is that of a process that waited for a CPU so long: before, and later."""

    def make(process, waits=(0, 0)):
        before, *later = waits
        monkeypatch.setattr(time_limit, "waited_for_cpu", lambda _: before)
        made = time_limit.Response(lambda: process, 0.01)
        made.clear()
        monkeypatch.setattr(time_limit, "waited_for_cpu", lambda _: later.pop(0) if len(later) > 1 else later[0])
        return made

    return make


def test_a_response_is_waited_for_until_the_timeout(response):
    waiting = response(Process(), waits=(5, 5))
    assert not waiting.wait(0.02)
    assert not waiting.wait(0.001)
    waiting.set()
    assert waiting.wait(0.001)
    assert waiting.wait(0)


def test_the_last_wait_is_as_much_longer_as_the_process_waited_for_a_cpu_since_the_request(response):
    process = Process()
    waiting = response(process, waits=(5, 5.2))
    assert not waiting.wait(0.001)
    assert 1000 - process.looks > 5

    waiting = response(Process(), waits=(5, 6))
    threading.Timer(0.05, waiting.set).start()
    assert waiting.wait(0.001)


def test_a_process_that_ends_is_not_waited_for(response):
    assert not response(Process(looks=2), waits=(0, 600)).wait(0.001)


def test_there_may_be_no_process(response):
    assert not response(None).wait(0.001)


def test_a_process_that_has_ended_has_waited_for_nothing():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    assert time_limit.waited_for_cpu(process.pid) == 0


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the kernel doesn't tell")
def test_processes_that_share_a_cpu_wait_for_each_other():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    both = [subprocess.Popen([sys.executable, "-c", BUSY], **pipes) for _ in range(2)]
    try:
        for process in both:
            process.stdout.readline()
        assert sum(time_limit.waited_for_cpu(process.pid) for process in both) > 0.1
    finally:
        for process in both:
            process.communicate(b"\n")
