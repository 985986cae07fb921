import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aws_oracle import Script, http

from aws_client.connection import Connection, Response

HEAD = b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n"


@pytest.fixture
def connection(server: Script) -> Iterator[Connection]:
    host, _, port = server.url.removeprefix("http://").rpartition(":")
    opened = Connection(host, int(port), None, 1, 0.5)
    yield opened
    opened.close()


def exchange(connection: Connection, server: Script, answer: Any, **given: bool) -> Response:
    server.actions = [answer]
    return connection.exchange(HEAD, b"", **{"has_response_body": True} | given)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "body", "is_reusable"),
    [
        (http(200, b"{}"), b"{}", True),
        (http(200, b"x" * 200_000), b"x" * 200_000, True),
        (http(200, b"{}", Connection="close"), b"{}", False),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", b"until the end", False),
        (CHUNKED, b"abc0123456789", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + http(200, b"{}"), b"{}", True),
        (b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"{}", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: Keep-Alive\r\n\r\n{}", b"{}", True),
        (b"HTTP/1.0 204 No Content\r\n\r\n", b"", False),
    ],
)
def test_a_response_ends_where_http_says(
    connection: Connection, server: Script, answer: bytes, body: bytes, *, is_reusable: bool
) -> None:
    assert exchange(connection, server, answer).body == body
    assert connection.is_reusable == is_reusable
    if is_reusable:
        assert not connection.is_dropped()
        assert exchange(connection, server, http(200, b"next")).body == b"next"
        assert server.connections == 1


def test_a_response_to_head_has_no_body(connection: Connection, server: Script) -> None:
    found = exchange(connection, server, b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", has_response_body=False)
    assert (found.body, found.headers["content-length"], connection.is_reusable) == (b"", "10", True)


def test_headers_have_lower_case_names_and_repeated_ones_are_joined(connection: Connection, server: Script) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length:0\r\nX-A:  one \r\nx-a: two\r\nDate: Sun, 29: x\r\n\r\n"
    headers = exchange(connection, server, answer).headers
    assert headers == {"content-length": "0", "x-a": "one, two", "date": "Sun, 29: x"}


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nX: 1",
    ],
)
def test_a_malformed_or_shortened_response_is_an_oserror(connection: Connection, server: Script, answer: bytes) -> None:
    with pytest.raises(OSError, match=r"the response|the server closed"):
        exchange(connection, server, answer)
    assert not connection.is_reusable


def test_the_time_limit_is_for_the_whole_response(connection: Connection) -> None:
    """A server that sends a byte from time to time can't keep a function waiting."""
    mine, theirs = socket.socketpair()
    connection._socket.close()
    connection._socket = mine
    end = threading.Event()

    def drip() -> None:
        theirs.recv(1000)
        theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not end.wait(0.05):
            theirs.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(TimeoutError):
        connection.exchange(HEAD, b"", has_response_body=True)
    end.set()
    thread.join()
    theirs.close()


def test_a_closed_idle_connection_is_noticed(connection: Connection, server: Script) -> None:
    exchange(connection, server, http(200, b"{}", Connection="close"))
    deadline = time.monotonic() + 5
    while not connection.is_dropped():
        assert time.monotonic() < deadline
        time.sleep(0.01)
