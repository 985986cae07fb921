"""How the local AWS sends responses over HTTP/1.1."""

import re
import socket
import time
from urllib.parse import urlsplit

import pytest

HEALTH = b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def connection(local_aws):
    address = urlsplit(local_aws.endpoint_url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        yield connection


def _post(body, **headers):
    """Return the head and the body of a request, which a client of Go's net/http sends one after the other."""
    lines = ["POST / HTTP/1.1", "Host: sts.amazonaws.com", f"Content-Length: {len(body)}"]
    return ["\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode(), body]


@pytest.mark.parametrize(
    ("request_parts", "status"),
    [
        pytest.param([HEALTH], 200, id="read"),
        pytest.param([HEALTH.replace(b"localhost", b"evil.example")], 403, id="refused by the gate"),
        pytest.param(_post(b"Action=GetCallerIdentity&Version=2011-06-15"), 403, id="unsigned"),
        pytest.param([HEALTH.replace(b"/1.1", b"/1.0")], 200, id="HTTP/1.0"),
    ],
)
def test_a_response_is_sent_with_its_body(local_aws, request_parts, status):
    """Otherwise Terraform's AWS provider may close the connection between the two, and repeat the call."""
    address = urlsplit(local_aws.endpoint_url)
    for _ in range(50):  # two segments that are sent one after the other are sometimes read together
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            for part in request_parts:
                connection.sendall(part)
            head, end_of_head, body = connection.recv(65536).partition(b"\r\n\r\n")

        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert end_of_head
        assert _content_length(head) in (None, len(body))
        assert body


def _content_length(head):
    match = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
    return int(match[1]) if match else None


def test_a_response_without_a_body_is_sent(connection):
    connection.sendall(HEALTH.replace(b"GET", b"HEAD"))
    response = connection.recv(65536)
    assert response.startswith(b"HTTP/1.1 200 ")
    assert response.endswith(b"\r\n\r\n")

    connection.sendall(HEALTH)  # the connection can be used again
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_client_that_waits_before_it_sends_the_body_may_continue(connection):
    head, body = _post(b"Action=GetCallerIdentity&Version=2011-06-15", Expect="100-continue")
    connection.sendall(head)
    assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
    connection.sendall(body)
    assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")


def test_white_space_around_the_value_of_a_header_is_not_a_part_of_it(connection):
    connection.sendall(HEALTH.replace(b"Host: localhost", b"Host: \t localhost \t"))

    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "request_bytes", [b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", HEALTH.replace(b"Host", b"Ho st"), b"\x16\x03\x01"]
)
def test_what_is_not_http_is_refused(connection, request_bytes):
    connection.sendall(request_bytes)

    assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
    assert connection.recv(65536) == b""


def test_two_requests_that_are_sent_together_get_two_responses(connection):
    connection.sendall(HEALTH * 2)
    received = b""
    while received.count(b"HTTP/1.1 200 ") < 2:
        received += connection.recv(65536)


def test_a_connection_stays_open_until_the_client_closes_it(connection):
    connection.sendall(HEALTH)
    assert connection.recv(65536)
    time.sleep(5.5)  # uvicorn closes an idle connection after 5 seconds by default
    connection.sendall(HEALTH)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")

    connection.shutdown(socket.SHUT_WR)

    assert connection.recv(65536) == b""
