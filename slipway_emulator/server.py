"""Serves MiniStack over HTTP: uvicorn behind the gate, with changes for the AWS SDKs' connections.

MiniStack's hypercorn parses HTTP in Python. With uvicorn, httptools and uvloop a call of the AWS SDKs takes the local
AWS three quarters of the CPU time (`docs/decisions/0019-uvicorn-as-the-server.md`).
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import uvicorn
from ministack.app import app
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from slipway_emulator import snapshot
from slipway_emulator.gate import guard

# Seconds, a year: the client closes a connection. If both sides close one at the same moment, a request can be lost,
# and the client's retry fails because the resource exists already.
_KEEP_ALIVE = 365 * 24 * 60 * 60

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
        http=_Protocol,
        loop="uvloop",
        ws="wsproto",
        lifespan="on",
        timeout_keep_alive=_KEEP_ALIVE,
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


class _Protocol(HttpToolsProtocol):  # type: ignore[misc] # as above
    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio.Transport, or uvloop's
        super().connection_made(_JoiningTransport(transport, self.loop))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Leave out white space at the end of a value: https://www.rfc-editor.org/rfc/rfc9110#section-5.5."""
        super().on_header(name, value.rstrip(b" \t"))


class _JoiningTransport:
    """A transport that sends together what is written in one iteration of the loop, such as a head and its body."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:  # noqa: ANN401 - as above
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        data = b"".join(self._waiting)
        self._waiting.clear()
        if data:
            self._transport.write(data)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the transport's
        return getattr(self._transport, name)


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
        head: list[_Message] = []

        async def send_later(message: _Message) -> None:
            if message["type"] == "http.response.start":
                head.append(message)
                return
            while head:
                await send(head.pop())
            await send(message)

        await application(scope, receive, send_later if scope["type"] == "http" else send)

    return sending_together
