import os
import socket
import sys

import pytest

from slipway.errors import SlipwayError
from slipway.local import supervisor

# What slipway_emulator.__main__ does with its arguments, and no more.
SERVER = """
import os, sys, time
if os.fork():
    os._exit(0)
os.pwrite(int(sys.argv[-2]), str(os.getpid()).encode(), 0)
time.sleep(60)
"""


@pytest.fixture
def server(tmp_path):
    """Starts the program given, and ends it after the test; returns its lock file and its log."""
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


def test_ending_what_does_not_run_does_nothing(tmp_path):
    supervisor.end(tmp_path / "lock")


def test_a_pid_in_an_unlocked_file_is_nobodys(tmp_path):
    """The pid is this test's own process: were it taken for the emulator's, the test would not end well."""
    lock_file = tmp_path / "lock"
    lock_file.write_text(str(os.getpid()))

    assert not supervisor.is_running(lock_file)
    supervisor.end(lock_file)


def test_a_program_that_ends_before_it_answers_shows_its_last_lines(server):
    server("for number in range(100): print('line', number)")

    with pytest.raises(SlipwayError) as raised:
        supervisor.wait_until_healthy(1, server.lock_file, server.log_file)

    lines = str(raised.value).splitlines()
    assert str(server.log_file) in lines[0]
    assert lines[1:] == [f"line {number}" for number in range(85, 100)]


def test_a_program_that_never_answers_is_given_up(server):
    server(SERVER)

    with pytest.raises(SlipwayError, match="doesn't answer"):
        supervisor.wait_until_healthy(1, server.lock_file, server.log_file, timeout=0.1)


def test_a_wanted_port_is_taken_when_it_is_free_and_another_when_it_is_not():
    with supervisor.listen(0) as first:
        port = first.getsockname()[1]
        with supervisor.listen(port) as second:
            assert second.getsockname()[1] not in {0, port}
    with supervisor.listen(port) as third:
        assert third.getsockname() == ("127.0.0.1", port)


def test_a_port_that_someone_has_on_every_interface_is_taken_too():
    with socket.create_server(("0.0.0.0", 0)) as other, supervisor.listen(other.getsockname()[1]) as listener:
        assert listener.getsockname()[1] != other.getsockname()[1]


def test_a_server_that_takes_connections_and_says_nothing_is_not_healthy():
    with supervisor.listen(0) as listener:
        assert not supervisor.is_healthy(listener.getsockname()[1], timeout=0.1)
