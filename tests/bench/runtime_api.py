"""Lambda's Runtime API and the services that functions call, on 127.0.0.1.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from functions import ANSWERS

Handle = Callable[[bytes, bytes], tuple[bytes, bytes] | None]
"""Returns the headers and the body of the response to a request line with headers, and its body; None ends."""


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


def _head(stream: Any) -> bytes:
    lines = []
    while (line := stream.readline()) not in {b"\r\n", b""}:
        lines.append(line)
    return b"".join(lines)


def answer_of_aws(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Return the response of DynamoDB or SNS."""
    target = re.search(rb"x-amz-target: *\w+\.(\w+)", head, re.IGNORECASE)
    name = target[1].decode() if target else "Publish" if b"Action=Publish" in body else ""
    return b"Content-Type: application/x-amz-json-1.0\r\n", ANSWERS.get(name, b"{}")


class Invocations:
    """The invocations of one function's process: the first is its cold start.

    Args:
        event: of each.
        count: how many there are.
        expected: a part of each response.

    Attributes:
        times: when each response came, in seconds of `time.perf_counter`.
        done: is set with the last response.
        closed: to set when the process has ended.
    """

    def __init__(self, event: dict[str, Any], count: int, expected: bytes) -> None:
        self._event = json.dumps(event).encode()
        self._left = count
        self._expected = expected
        self.done = threading.Event()
        self.closed = threading.Event()
        self.times: list[float] = []
        self.failure = b""

    def handle(self, head: bytes, body: bytes) -> tuple[bytes, bytes] | None:
        """Return the next event, or note a response."""
        if b"/next " in head:
            if not self._left:
                self.closed.wait(60)
                return None
            self._left -= 1
            deadline = int(time.time() * 1000) + 60_000
            arn = b"arn:aws:lambda:eu-central-1:123456789012:function:f:live"
            headers = b"Lambda-Runtime-Aws-Request-Id: r\r\nLambda-Runtime-Invoked-Function-Arn: %s\r\n" % arn
            return (
                headers + b"Lambda-Runtime-Deadline-Ms: %d\r\nContent-Type: application/json\r\n" % deadline,
                self._event,
            )
        self.times.append(time.perf_counter())
        if b"/response " not in head or self._expected not in body.replace(rb"\"", b'"'):
            self.failure = body or head
        if not self._left or self.failure:
            self.done.set()
        return b"Content-Type: application/json\r\n", b'{"status":"OK"}'


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return a file with the system's certificate authorities and one for 127.0.0.1, and the server's context."""
    key, own, bundle = folder / "key.pem", folder / "own.pem", folder / "bundle.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", own, "-days", "2", *names], check=True, capture_output=True)
    system = ssl.get_default_verify_paths().cafile
    bundle.write_bytes((Path(system).read_bytes() if system else b"") + own.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, key)
    return bundle, context
