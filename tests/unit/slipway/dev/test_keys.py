"""Keys that are pressed on a terminal."""

import os
import pty
import re
import sys
import termios

import pytest

from slipway.harness import eventually

# Prints the settings of its terminal, and what it has read when there is something, then ends.
PROGRAM = """
import sys, termios, time
from slipway.dev import keys
if sys.stdin.isatty():
    print("before", termios.tcgetattr(sys.stdin)[3], flush=True)
with keys.single_keys() as has_keys:
    print("keys", has_keys, flush=True)
    while not (pressed := keys.pressed()) and has_keys:
        time.sleep(0.01)
    print("pressed", repr(pressed), flush=True)
"""


@pytest.fixture
def terminal():
    """A terminal on which the program runs: the file descriptor of its other end."""
    pid, descriptor = pty.fork()
    if not pid:
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM])
    yield descriptor
    os.close(descriptor)
    os.waitpid(pid, 0)


def read_until(descriptor, text):
    content = ""
    while text not in content:
        content += os.read(descriptor, 1024).decode()
    return content


def test_a_key_arrives_without_enter_and_the_terminal_is_as_before(terminal):
    before = int(re.search(r"before (\d+)", read_until(terminal, "keys True"))[1])
    os.write(terminal, b"u")
    assert "'u'" in read_until(terminal, "pressed 'u'")

    def restored():
        assert termios.tcgetattr(terminal)[3] == before

    eventually(restored)


def test_there_are_no_keys_without_a_terminal(capfd):
    reader, writer = os.pipe()
    os.close(writer)
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", PROGRAM.replace("keys.pressed()", "''")],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, reader, 0)],
    )
    os.waitpid(pid, 0)
    assert capfd.readouterr().out == "keys False\npressed ''\n"
