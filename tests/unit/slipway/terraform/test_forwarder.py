import socket
import subprocess
import sys
import threading

import pytest

from slipway.terraform import forwarder
from slipway.terraform.forwarder import Forwarder

ASK = """
import socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
connection.sendall(b"a")
print(connection.recv(9).decode())
"""


def connect(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(str(path))
    return connection


@pytest.fixture
def serve(tmp_path):
    """``serve(name)`` listens, and answers whatever it receives with its name; `end` ends its connections."""
    listeners = []

    def answer(listener, name):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=respond, args=(connection, name), daemon=True).start()

    def respond(connection, name):
        while (received := connection.recv(9)) and received != b"end":
            connection.sendall(name.encode())
        connection.close()

    def serve(name):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / name))
        listener.listen()
        listeners.append(listener)
        threading.Thread(target=answer, args=(listener, name), daemon=True).start()
        return str(tmp_path / name)

    yield serve
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def path(serve, tmp_path):
    made = Forwarder(str(tmp_path / "socket"), first=serve("first"), later=serve("later"))
    yield made.path
    made.close()


def ask(connection, text=b"a"):
    connection.sendall(text)
    return connection.recv(9).decode()


def test_connections_after_the_first_that_is_used_go_elsewhere(path):
    with connect(path), connect(path) as used:
        assert ask(used) == "first"
        with connect(path) as later:
            assert ask(later) == "later"
        assert ask(used) == "first"


def test_each_process_begins_with_the_first(path):
    with connect(path) as connection:
        ask(connection)

    answer = subprocess.run([sys.executable, "-c", ASK, path], capture_output=True, text=True, check=True)

    assert answer.stdout == "first\n"


def test_where_processes_are_not_known_all_connections_are_first_ones(path, monkeypatch):
    monkeypatch.setattr(forwarder, "_peer", lambda _: None)
    for _ in range(2):
        with connect(path) as connection:
            assert ask(connection) == "first"


def test_both_sides_learn_of_the_end(path):
    with connect(path) as connection:
        assert ask(connection, b"end") == ""


def test_without_a_server_a_connection_ends(tmp_path):
    made = Forwarder(str(tmp_path / "socket"), first="/nowhere", later="/nowhere")
    with connect(made.path) as connection:
        assert connection.recv(9) == b""
    made.close()


def test_close_ends_open_connections(serve, tmp_path):
    made = Forwarder(str(tmp_path / "socket"), first=serve("first"), later=serve("later"))
    with connect(made.path) as connection:
        assert ask(connection) == "first"
        made.close()
        assert connection.recv(9) == b""
