"""`slipway dev --debug`: a debugger stops the function in the repository's files, and nothing ends it meanwhile."""

import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from dap import DebugClient
from function_project import APP, HANDLER, created_function, write_project

from slipway.harness import eventually, unique_name

pytestmark = [pytest.mark.xdist_group("debugger"), pytest.mark.slow(70)]  # with one session

SLIPWAY = Path(sys.executable).with_name("slipway")
LINE = HANDLER.splitlines().index('    if event.get("fail"):') + 1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def debugged(tmp_path_factory, target, local_aws, aws):
    """The project's folder, its function with a timeout of a second, and the port of `slipway dev --debug`."""
    root, environment, port = tmp_path_factory.mktemp("debug"), unique_name(), free_port()
    write_project(root, target, local_aws, environment)
    with created_function(root, aws, environment) as function:
        client = aws("lambda")
        client.update_function_configuration(FunctionName=function, Timeout=1)
        client.get_waiter("function_updated_v2").wait(FunctionName=function)
        session = start_session(root, port)
        yield SimpleNamespace(root=root, function=function, port=port, wait_for=session.wait_for, end=session.end)
        session.end(signal.SIGTERM)


def start_session(root, port):
    """Start `slipway dev --debug`, and return it when the function waits for a debugger."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [SLIPWAY, "dev", "--debug", APP, "--debug-port", str(port)]
    process = subprocess.Popen(
        command, cwd=root, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
    reader.start()

    def wait_for(text, count=1):
        def printed():
            assert "".join(lines).count(text) == count

        eventually(printed)

    def end(number):
        if process.poll() is None:
            process.send_signal(number)
        process.wait()
        reader.join()

    wait_for(f"{APP} waits for a debugger on 127.0.0.1:{port}, at each request")
    lines.clear()
    return SimpleNamespace(wait_for=wait_for, end=end)


@pytest.fixture
def answer(debugged, aws):
    """``answer(event)`` is the future of the function's response."""

    def call(event):
        response = aws("lambda").invoke(FunctionName=debugged.function, Qualifier="live", Payload=json.dumps(event))
        return json.load(response["Payload"])

    with ThreadPoolExecutor() as pool:
        yield lambda event: pool.submit(call, event)


def test_a_breakpoint_stops_the_function_beyond_its_timeout(debugged, answer):
    handler = str(debugged.root / "apps" / APP / "get_movie.py")
    response = answer({"id": 7})
    with DebugClient(debugged.port) as client:
        assert client.break_at(handler, LINE) == [True]
        client.request("configurationDone")
        thread, file, line, variables = client.stopped()
        assert (file, line, variables["event"]) == (handler, LINE, "{'id': 7}")
        time.sleep(1.5)  # longer than its timeout
        assert not response.done()
        client.request("continue", threadId=thread)
        assert response.result() == {"event": {"id": 7}}


def test_the_next_version_stops_at_a_call_of_breakpoint(debugged, answer):
    lib = debugged.root / "libs" / "checks" / "__init__.py"
    lib.write_text("def reject(event):\n    reason = 'none'\n    breakpoint()\n    raise ValueError(reason)\n")
    debugged.wait_for(" is live after ")
    response = answer({"fail": True})
    with DebugClient(debugged.port) as client:
        client.request("configurationDone")
        thread, file, _, variables = client.stopped()
        assert (file, variables["reason"]) == (str(lib), "'none'")
        client.request("continue", threadId=thread)
        assert response.result()["errorMessage"] == "none"


def test_only_a_function_that_exists_can_be_debugged(debugged):
    command = [SLIPWAY, "dev", "--debug", "put-movie"]
    result = subprocess.run(command, cwd=debugged.root, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "put-movie" in result.stderr


@pytest.mark.parametrize("port", ["0", "65536", "-5", "a"])
def test_a_port_out_of_range_is_refused(debugged, port):
    command = [SLIPWAY, "dev", "--debug", APP, f"--debug-port={port}"]
    result = subprocess.run(command, cwd=debugged.root, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "is not a port: write a number from 1 to 65535" in result.stderr


def test_a_port_of_another_program_is_an_error_of_one_line(debugged):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        command = [SLIPWAY, "dev", "--debug", APP, "--debug-port", str(listener.getsockname()[1])]
        result = subprocess.run(command, cwd=debugged.root, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("slipway: --debug: port ")
    assert "Traceback" not in result.stderr


def test_a_function_that_another_session_debugs_is_refused(debugged):
    command = [SLIPWAY, "dev", "--debug", APP, "--debug-port", str(free_port())]
    result = subprocess.run(command, cwd=debugged.root, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert re.fullmatch(
        rf"slipway: {debugged.function} is debugged by process \d+ on port {debugged.port}: end it first",
        result.stderr.splitlines()[-1],
    )


def intrude(results, port):
    """Connect to the debugger as another user."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.settimeout(10)
        results.put(connection.recv(1))


@pytest.mark.skipif(os.getuid() != 0 or sys.platform != "linux", reason="only root can become another user")
def test_another_user_of_the_machine_is_refused(debugged, answer):
    fork = multiprocessing.get_context("fork")  # that user may not be able to read this Python
    results = fork.SimpleQueue()
    process = fork.Process(target=intrude, args=(results, debugged.port))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert results.get() == b""

    response = answer({"id": 7})
    with DebugClient(debugged.port) as client:
        client.request("configurationDone")
        assert response.result() == {"event": {"id": 7}}


def test_the_end_of_a_session_ends_a_request_that_waits(debugged, answer):
    def check(end, number):
        response = answer({"id": 7})
        time.sleep(1)  # it waits for a debugger

        end(number)

        assert "errorType" in response.result(timeout=30)
        assert answer({"id": 7}).result(timeout=30) == {"event": {"id": 7}}

    check(debugged.end, signal.SIGKILL)
    check(start_session(debugged.root, debugged.port).end, signal.SIGINT)
