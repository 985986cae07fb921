"""Requests and responses of HTTP as bytes, for what no HTTP client sends."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

HEALTH = b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """Connect to the host of a URL, with 30 seconds for each call."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=30) as connection:
        yield connection


def received(connection: socket.socket) -> bytes:
    """Return everything that the server sends until it closes the connection."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def responses(connection: socket.socket, count: int) -> Iterator[tuple[int, dict[str, str], bytes]]:
    """Yield the status, the headers and the body of the next responses, as a client reads them that reuses connections.

    The headers have names in lower case. 204 and 304 have no body, whatever their heads say.
    """
    with connection.makefile("rb") as stream:
        for _ in range(count):
            version, status, *_ = stream.readline().split()
            assert version == b"HTTP/1.1"
            headers = {}
            while line := stream.readline().strip():
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            length = 0 if status in (b"204", b"304") else int(headers.get("content-length", "0"))
            yield int(status), headers, stream.read(length)
