import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from slipway.errors import SlipwayError
from slipway.local import supervisor

# Handles its arguments like slipway_emulator.__main__.
SERVER = """
import os, sys, time
if os.fork():
    os._exit(0)
os.pwrite(int(sys.argv[-2]), str(os.getpid()).encode(), 0)
time.sleep(60)
"""

# As of an emulator in another container: its pid is another process's here, and it ends when its lock file is deleted.
ELSEWHERE = """
import os, sys, time
if os.fork():
    os._exit(0)
os.pwrite(int(sys.argv[-2]), b"{}", 0)
while os.path.exists(sys.argv[-3]):
    time.sleep(0.01)
"""


@pytest.fixture
def other():
    """A process that isn't the emulator's."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


@pytest.fixture
def server(tmp_path):
    """``server(program)`` starts a program, which is ended after the test. Attributes: ``lock_file``, ``log_file``."""
    lock_file, log_file = tmp_path / "lock", tmp_path / "log"

    def start(program: str) -> None:
        command = [sys.executable, "-c", program]
        listener = supervisor.listen(0)
        supervisor.start(command, lock_file, listener, environment={}, log_file=log_file)

    start.lock_file, start.log_file = lock_file, log_file
    yield start
    supervisor.end(lock_file)


def test_a_started_program_runs_until_it_is_ended(server):
    server(SERVER)
    assert supervisor.is_running(server.lock_file)

    supervisor.end(server.lock_file)

    assert not supervisor.is_running(server.lock_file)


def test_ending_does_nothing_if_nothing_is_running(tmp_path):
    supervisor.end(tmp_path / "lock")


def test_a_pid_in_an_unlocked_file_is_ignored(tmp_path):
    """The pid is that of the test, which would kill itself if it were mistaken for the emulator's."""
    lock_file = tmp_path / "lock"
    lock_file.write_text(str(os.getpid()))

    assert not supervisor.is_running(lock_file)
    supervisor.end(lock_file)


def test_a_process_that_has_the_pid_but_not_the_lock_is_not_killed(server, other):
    server(ELSEWHERE.format(other.pid))
    assert supervisor.is_running(server.lock_file)

    supervisor.end(server.lock_file)

    assert not supervisor.is_running(server.lock_file)
    assert other.poll() is None


@pytest.mark.parametrize("content", ["", "4711", "0", "-1", "pid"])
def test_an_emulator_whose_lock_file_is_damaged_is_ended_by_its_deletion(server, content):
    server(ELSEWHERE.format(1))
    while server.lock_file.read_text() != "1":
        time.sleep(0.01)
    server.lock_file.write_text(content)
    assert supervisor.is_running(server.lock_file)

    supervisor.end(server.lock_file, timeout=5)

    assert not server.lock_file.exists()


def test_an_emulator_that_writes_its_pid_late_is_killed(server):
    begin = SERVER.replace("os.pwrite", "time.sleep(0.1)\nos.pwrite")
    server(begin)

    supervisor.end(server.lock_file, timeout=5)

    assert not supervisor.is_running(server.lock_file)


def test_an_emulator_elsewhere_that_does_not_end_is_an_error(server, other):
    server(ELSEWHERE.format(other.pid).replace("os.path.exists(sys.argv[-3])", "True"))
    pid = int(re.search(r"\d+", subprocess.check_output(["pgrep", "-f", str(server.lock_file)], text=True))[0])

    with pytest.raises(SlipwayError, match="doesn't stop: a process still holds the lock of"):
        supervisor.end(server.lock_file, timeout=0.1)

    assert other.poll() is None
    os.kill(pid, signal.SIGKILL)


def test_the_last_lines_are_shown_of_a_program_that_ends_early(server):
    server("for number in range(100): print('line', number)")

    with pytest.raises(SlipwayError) as raised:
        supervisor.wait_until_healthy(1, server.lock_file, server.log_file)

    lines = str(raised.value).splitlines()
    assert str(server.log_file) in lines[0]
    assert lines[1:] == [f"line {number}" for number in range(85, 100)]


def test_a_program_that_refuses_to_start_gives_its_reason_in_the_same_line(server):
    server("raise SystemExit('the reason')")

    with pytest.raises(SlipwayError) as raised:
        supervisor.wait_until_healthy(1, server.lock_file, server.log_file)

    assert str(raised.value) == "the local AWS didn't start: the reason"


def test_a_program_that_never_responds_is_an_error(server):
    server(SERVER)

    with pytest.raises(SlipwayError, match="doesn't respond"):
        supervisor.wait_until_healthy(1, server.lock_file, server.log_file, timeout=0.1)


def test_the_preferred_port_is_used_if_it_is_free():
    with supervisor.listen(0) as first:
        port = first.getsockname()[1]
        with supervisor.listen(port) as second:
            assert second.getsockname()[1] not in {0, port}
    with supervisor.listen(port) as third:
        assert third.getsockname() == ("127.0.0.1", port)


def test_a_port_that_is_in_use_on_all_interfaces_is_not_used():
    with socket.create_server(("0.0.0.0", 0)) as other, supervisor.listen(other.getsockname()[1]) as listener:
        assert listener.getsockname()[1] != other.getsockname()[1]


def test_a_server_that_accepts_connections_but_does_not_respond_is_not_healthy():
    with supervisor.listen(0) as listener:
        assert not supervisor.is_healthy(listener.getsockname()[1], timeout=0.1)
