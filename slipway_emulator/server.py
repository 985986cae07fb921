"""Serves MiniStack over HTTP: uvicorn behind the gate, with changes for the AWS SDKs' connections.

MiniStack's hypercorn parses HTTP in Python. With uvicorn, httptools and uvloop a call of the AWS SDKs takes the local
AWS three quarters of the CPU time (`docs/decisions/0019-uvicorn-as-the-server.md`).
"""

import asyncio
import contextlib
import functools
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import uvicorn
from ministack.app import app

from slipway_emulator import snapshot
from slipway_emulator.connections import Protocol
from slipway_emulator.gate import guard

# Seconds, a year: the client closes a connection. If both sides close one at the same moment, a request can be lost,
# and the client's retry fails because the resource exists already.
_KEEP_ALIVE = 365 * 24 * 60 * 60
_FRAMING = {b"content-length", b"transfer-encoding"}
_NO_CONTENT = 204
_NOT_MODIFIED = 304
_READ_BY_UVICORN = {*_FRAMING, b"connection"}

_Message = MutableMapping[str, Any]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[_Message]], _Send], Awaitable[None]]


def run(listener: int, secret: str) -> None:
    """Serve until the process is killed.

    Args:
        listener: file descriptor of the listening socket.
        secret: secret access key of each account's root.
    """
    config = uvicorn.Config(
        _send_head_with_body(guard(snapshot.serve(app), secret)),
        http=Protocol,
        loop="uvloop",
        ws="wsproto",
        ws_ping_interval=None,  # API Gateway sends none, and a client in a debugger answers none
        lifespan="on",
        timeout_keep_alive=_KEEP_ALIVE,
        reset_contextvars=True,  # a request that was sent with another one doesn't get that one's caller
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # MiniStack adds one
        proxy_headers=False,
    )
    _Server(config).run([socket.socket(fileno=listener)])


class _Server(uvicorn.Server):  # type: ignore[misc] # uvicorn is in the emulator's environment only
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGTERM its default action: a graceful stop would wait for every client's idle connection."""
        yield

    async def main_loop(self) -> None:
        """Wait. Uvicorn wakes up ten times a second for the header Date and a limit of requests."""
        await asyncio.Event().wait()


def _send_head_with_body(application: _App) -> _App:
    """Return an application whose responses' heads wait for the first part of the body.

    ASGI requires it of the server: "the protocol server must not actually start sending the response to the client
    until it has received at least one http.response.body event"
    (https://asgi.readthedocs.io/en/latest/specs/www.html). Uvicorn writes the head immediately.

    Terraform's AWS provider needs it. When the head arrives, its SDK closes the body of the request, and if the
    goroutine that has just sent that body isn't done with it, net/http takes this for a failure and closes the
    connection: https://github.com/aws/smithy-go/blob/v1.27.7/transport/http/internal/io/safe.go#L34. That happens on
    a busy machine, since the response is ready within a millisecond. The body of the response is lost, and the SDK
    repeats the call, which was executed. If head and body arrive together, net/http has read the first 4096 bytes of
    both by then: enough for the responses of calls that create something.
    """

    async def sending_together(scope: MutableMapping[str, Any], receive: Any, send: _Send) -> None:  # noqa: ANN401
        if scope["type"] == "http":
            send = _sending_together(send, is_head=scope["method"] == "HEAD", is_1_0=scope["http_version"] == "1.0")
        await application(scope, receive, send)

    return sending_together


def _sending_together(send: _Send, *, is_head: bool, is_1_0: bool) -> _Send:
    head: list[_Message] = []
    parts: list[bytes] = []

    async def send_later(message: _Message) -> None:
        if message["type"] == "http.response.start":
            head.append({**message, "headers": [(_sent(name), value) for name, value in message.get("headers", [])]})
            return
        # A client of HTTP/1.0 doesn't know chunks, with which uvicorn sends a body whose length it doesn't know.
        if is_1_0:
            parts.append(message.get("body", b""))
            if message.get("more_body", False):
                return
            message = {**message, "body": b"".join(parts)}
        while head:
            await send(head.pop() if is_head else _with_length(head.pop(), message))
        await send(message)

    return send_later


class _Name(bytes):
    """The name of a header that uvicorn sends as it is. AWS does, and scripts look for ``Location:``."""

    def lower(self) -> bytes:
        return self


@functools.lru_cache(1000)
def _sent(name: bytes) -> bytes:
    return name.lower() if name.lower() in _READ_BY_UVICORN else _Name(name)


def _with_length(head: _Message, body: _Message) -> _Message:
    """Return the head of a response with the length of its body, if this is all of it.

    "A server MUST NOT send a Content-Length header field in any response with a status code of ... 204":
    https://www.rfc-editor.org/rfc/rfc9110#section-8.6
    """
    names = [name for name, _ in head["headers"]]
    if head["status"] == _NO_CONTENT:
        return {**head, "headers": [header for header in head["headers"] if header[0] not in _FRAMING]}
    if body.get("more_body", False) or head["status"] == _NOT_MODIFIED or not _FRAMING.isdisjoint(names):
        return head
    return {**head, "headers": [*head["headers"], (b"content-length", str(len(body.get("body", b""))).encode())]}
