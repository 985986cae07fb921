"""Signals that end a process."""

import os
import signal
import subprocess
import sys

import pytest

from slipway.harness import eventually
from slipway.system import signals

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
child.wait()
"""
CHILD = """
import os, time
from slipway.system import signals
signals.end_with_parent()
print(os.getpid(), os.environ.get("SLIPWAY_END_WITH_PARENT"), flush=True)
time.sleep(60)
"""


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_process_ends_its_work_and_then_by_its_signal(number):
    code = (
        "import os, time\n"
        "from slipway.system.signals import interrupt_on_termination\n"
        "with interrupt_on_termination():\n"
        "    try:\n"
        f"        os.kill(os.getpid(), {int(number)})\n"
        "        time.sleep(60)\n"
        "    finally:\n"
        "        print('ended', flush=True)\n"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout, result.stderr) == (-number, "ended\n", "")


TWO_SIGNALS = """
import os, signal, sys, time
from slipway.system.signals import interrupt_on_termination
first, second = map(int, sys.argv[1:])
with interrupt_on_termination():
    try:
        os.kill(os.getpid(), first)
        time.sleep(60)
    finally:
        os.kill(os.getpid(), second)
        print("saved", flush=True)
"""


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("first", "second", "end"),
    [
        (signal.SIGHUP, signal.SIGHUP, signal.SIGHUP),
        (signal.SIGHUP, signal.SIGTERM, signal.SIGHUP),
        (signal.SIGTERM, signal.SIGTERM, signal.SIGTERM),
        (signal.SIGINT, signal.SIGHUP, signal.SIGHUP),
    ],
)
def test_only_the_first_signal_interrupts(first, second, end):
    command = [sys.executable, "-c", TWO_SIGNALS, str(int(first)), str(int(second))]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout) == (-end, "saved\n")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_a_second_ctrl_c_interrupts_again(first):
    command = [sys.executable, "-c", TWO_SIGNALS, str(int(first)), str(int(signal.SIGINT))]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode < 0
    assert result.stdout == ""


def test_a_handled_or_ignored_signal_stays_so():
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with signals.interrupt_on_termination():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(("variables", "ends"), [({"SLIPWAY_END_WITH_PARENT": "1"}, True), ({}, False)])
def test_a_process_ends_with_its_killed_parent_if_the_makefile_asks_for_it(variables, ends):
    environment = {name: value for name, value in os.environ.items() if name != "SLIPWAY_END_WITH_PARENT"}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], env=environment | variables, stdout=subprocess.PIPE, text=True
    )
    pid, variable = parent.stdout.readline().split()
    assert variable == "None"

    parent.kill()
    parent.wait()

    def has_ended():
        assert parent.stdout.read() == ""  # at the end of the child

    if ends:
        eventually(has_ended)
    else:
        os.kill(int(pid), 0)
        os.kill(int(pid), signal.SIGKILL)
    parent.stdout.close()


def test_the_makefile_asks_for_it(pytestconfig):
    assert "\nexport SLIPWAY_END_WITH_PARENT := 1\n" in (pytestconfig.rootpath / "Makefile").read_text()
