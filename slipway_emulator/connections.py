"""Connections of the local AWS's HTTP server: uvicorn's, with changes for the AWS SDKs and for other clients."""

import asyncio
from typing import Any

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MAX_HEAD = 64 * 1024  # bytes, as MiniStack's hypercorn accepts


class Protocol(HttpToolsProtocol):  # type: ignore[misc] # uvicorn is in the emulator's environment only
    """A connection of HTTP/1.0 or 1.1, until it becomes one of a WebSocket."""

    _is_half_closed = False

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - asyncio.Transport, or uvloop's
        """Let what is written together be sent together."""
        super().connection_made(_JoiningTransport(transport, self.loop))

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timer of an idle connection, which after a reset would keep the connection's memory for a year."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()

    def eof_received(self) -> bool:
        """Keep the connection for the response if the client has sent a whole request.

        "A client that has half-closed its side" still reads: https://www.rfc-editor.org/rfc/rfc9112#section-9.6.
        """
        self._is_half_closed = True
        self.transport.flush()  # a response, before the connection is closed
        return self.cycle is not None and not (self.cycle.response_complete or self.cycle.more_body)

    def on_response_complete(self) -> None:
        """Close a half-closed connection after its last response."""
        super().on_response_complete()
        if self._is_half_closed and self.cycle.response_complete:
            self.transport.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Leave out white space at the end of a value, and fields after the body.

        - https://www.rfc-editor.org/rfc/rfc9110#section-5.5
        - A trailer field isn't one of the head, and could change what was checked already:
          https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1
        """
        if "method" not in self.scope:
            super().on_header(name, value.rstrip(b" \t"))

    def on_headers_complete(self) -> None:
        """Ask for the body immediately if the client waits for it.

        Uvicorn asks when the application reads. If it answers without that, the client may leave out the body, and
        uvicorn would read its next request as this body.

        Raises:
            ValueError: the head is too large, has no name of a host, or several, or a body that is compressed for the
                transfer, which the parser wouldn't decompress. Uvicorn responds with 400:
                https://www.rfc-editor.org/rfc/rfc9112#section-3.2.
        """
        names = [name for name, _ in self.headers]
        if len(self.url) + sum([len(name) + len(value) for name, value in self.headers]) > _MAX_HEAD:
            raise ValueError("the head is too large")
        if names.count(b"host") != 1 and self.parser.get_http_version() == "1.1":
            raise ValueError("HTTP/1.1 needs one header Host")
        if b"transfer-encoding" in names and dict(self.headers)[b"transfer-encoding"].lower() != b"chunked":
            raise ValueError("a body may be transferred in chunks only")
        super().on_headers_complete()
        cycle = self.cycle
        if cycle is not None and cycle.scope is self.scope and cycle.waiting_for_100_continue and not self.pipeline:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            cycle.waiting_for_100_continue = False

    def handle_websocket_upgrade(self) -> None:
        """Add the headers of the handshake, e.g. Sec-WebSocket-Protocol, in which a browser sends its credentials.

        Uvicorn leaves them out, and the event of the route ``$connect`` has them:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
        """
        super().handle_websocket_upgrade()
        scope = getattr(self.transport.get_protocol(), "scope", {})  # there is none if the handshake isn't valid
        scope["headers"] = self.headers


class _JoiningTransport:
    """A transport that sends together what is written in one iteration of the loop, such as a head and its body."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:  # noqa: ANN401 - as above
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self.flush)
        self._waiting.append(data)
        if len(data) > HIGH_WATER_LIMIT:
            self.flush()  # the transport pauses the writer

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def flush(self) -> None:
        """Send what has been written."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self._transport.is_closing():
            return
        if len(waiting[-1]) > HIGH_WATER_LIMIT:
            self._transport.writelines(waiting)  # a copy of a large body would need as much memory
        else:
            self._transport.write(b"".join(waiting))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the transport's
        return getattr(self._transport, name)
