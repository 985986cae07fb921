"""Lambda's Runtime API on 127.0.0.1, with the time of each step.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Handle = Callable[[bytes, bytes], tuple[bytes, bytes] | None]
"""Returns the headers and the body of the response to a request line with headers, and its body; None ends."""

_ARN = b"arn:aws:lambda:eu-central-1:123456789012:function:f:live"
_TIMEOUT = 60  # seconds, of an invocation


@contextmanager
def server(handle: Handle, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve HTTP in threads, with as little time as possible for each request, and yield the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:

        def accept() -> None:
            while True:
                try:
                    accepted, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_serve, args=(accepted, handle, tls), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]


def _serve(accepted: socket.socket, handle: Handle, tls: ssl.SSLContext | None) -> None:
    try:
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with tls.wrap_socket(accepted, server_side=True) if tls else accepted as connection:
            stream = connection.makefile("rb")
            while head := _head(stream):
                length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
                answer = handle(head, stream.read(int(length[1]) if length else 0))
                if answer is None:
                    return
                headers, body = answer
                connection.sendall(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (headers, len(body), body))
    except OSError:
        return


def _head(stream: Any) -> bytes:  # noqa: ANN401 - a file of a socket
    lines = []
    while (line := stream.readline()) not in {b"\r\n", b""}:
        lines.append(line)
    return b"".join(lines)


class Invocations:
    """The invocations of one function's process: the first is its cold start.

    Args:
        event: event of each invocation, as JSON.
        count: how many there are.
        clock: returns the CPU time of the process, in seconds.
        expected: a part of each response.

    Attributes:
        restored: time at which the hooks before the snapshot had run, as wall and CPU time; None without SnapStart.
        begun: time at which each event was returned, as wall time of `time.perf_counter` and CPU time.
        ended: time at which each response came, likewise.
        done: is set with the last response.
        closed: event to set when the process has ended.
        failure: the first response that isn't as expected, or the error.
    """

    def __init__(self, event: str, count: int, clock: Callable[[], float], expected: bytes = b"") -> None:
        self._event = event.encode()
        self._left = count
        self._clock = clock
        self._expected = expected
        self.done = threading.Event()
        self.closed = threading.Event()
        self.restored: tuple[float, float] | None = None
        self.begun: list[tuple[float, float]] = []
        self.ended: list[tuple[float, float]] = []
        self.failure = b""

    def handle(self, head: bytes, body: bytes) -> tuple[bytes, bytes] | None:
        """Return the next event, let a restored process continue, or note a response."""
        if b"/restore/next " in head:
            cpu = self._clock()
            self.restored = time.perf_counter(), cpu
            return b"", b""
        if b"/invocation/next " in head:
            return self._next()
        self.ended.append((time.perf_counter(), self._clock()))
        if b"/response " not in head or self._expected not in body.replace(rb"\"", b'"'):
            self.failure = body or head
        if not self._left or self.failure:
            self.done.set()
        return b"Content-Type: application/json\r\n", b'{"status":"OK"}'

    def _next(self) -> tuple[bytes, bytes] | None:
        if not self._left:
            self.closed.wait(_TIMEOUT)
            return None
        self._left -= 1
        headers = b"Lambda-Runtime-Aws-Request-Id: r\r\nLambda-Runtime-Invoked-Function-Arn: %s\r\n" % _ARN
        headers += b"Content-Type: application/json\r\n"
        headers += b"Lambda-Runtime-Deadline-Ms: %d\r\n" % (int(time.time() + _TIMEOUT) * 1000)
        cpu = self._clock()
        self.begun.append((time.perf_counter(), cpu))
        return headers, self._event
