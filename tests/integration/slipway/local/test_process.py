"""Starting, finding and stopping the process of the local AWS."""

import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from slipway.errors import SlipwayError
from slipway.local import emulator


def test_a_second_up_returns_the_running_local_aws(up, directory, bucket_names, make_bucket):
    first = up()
    make_bucket(first)

    second = up()

    assert second == first == emulator.status(directory)
    assert bucket_names(second) == ["a-bucket"]


def test_two_concurrent_ups_start_one_emulator_that_outlives_both(directory, up_command):
    with ThreadPoolExecutor() as pool:
        runs = list(
            pool.map(lambda _: subprocess.run(up_command, capture_output=True, text=True, check=True), range(2))
        )

    running = emulator.status(directory)
    assert running is not None
    assert {int(run.stdout) for run in runs} == {running.pid}


def test_a_free_port_is_used_and_kept_if_the_preferred_one_is_in_use(up):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        running = up(taken)

        assert running.port != taken
        assert up(taken) == running
    assert up(taken) == running


def test_down_leaves_no_process_port_or_file(up, directory, is_alive, is_taken, invoke_function):
    running = up()
    pids = [running.pid, *invoke_function(running)["pids"]]
    assert all(map(is_alive, pids))

    emulator.down(directory)

    assert not any(map(is_alive, pids))
    assert not is_taken(running.port)
    assert not directory.exists()
    assert emulator.status(directory) is None
    emulator.down(directory)


def test_reset_deletes_the_data_and_keeps_the_port(
    up, directory, environments_directory, is_alive, bucket_names, make_bucket, invoke_function
):
    before = up()
    make_bucket(before)
    pids = invoke_function(before)["pids"]

    after = emulator.reset(directory, environments_directory=environments_directory)

    assert after.port == before.port
    assert bucket_names(after) == []
    assert not any(map(is_alive, pids))


def test_a_function_that_ends_leaves_no_traceback_in_the_log(up, is_alive, wait_until, invoke_function):
    running = up()
    (pid, _) = invoke_function(running)["pids"]

    running.target().client("lambda").delete_function(FunctionName="function")

    wait_until(lambda: not is_alive(pid))
    time.sleep(0.5)  # its supervisor checks ten times a second
    assert "Traceback" not in running.log_file.read_text()


def test_reset_of_a_local_aws_that_is_not_running_is_an_error(directory):
    with pytest.raises(SlipwayError, match="isn't running"):
        emulator.reset(directory)


def test_a_connection_ends_with_its_client(up):
    running = up()
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
