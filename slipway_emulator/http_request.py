"""An HTTP request as it is before MiniStack handles it: what the checks of `slipway_emulator.gate` read."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from ministack.core import router, sigv4

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


@dataclass
class Request:
    """A request, or the handshake of a WebSocket.

    Attributes:
        scope: ASGI's description of the connection.
        headers: values by name in lower case; repeated ones are joined by commas.
        query: decoded values of each parameter.
        body: empty until `read_body` has read it.
    """

    scope: MutableMapping[str, Any]
    headers: dict[str, str]
    query: dict[str, list[str]]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The decoded path."""
        return str(self.scope["path"])

    @property
    def raw_path(self) -> str:
        """The path as it was sent, percent-encoded."""
        raw_path = self.scope.get("raw_path") or quote(self.path).encode()
        return str(raw_path.decode("latin-1"))

    @property
    def method(self) -> str:
        """The method; that of a WebSocket's handshake is GET."""
        return str(self.scope.get("method", "GET"))

    @property
    def host(self) -> str:
        """The header Host, with the port if it has one."""
        return self.headers.get("host", "")

    @property
    def service(self) -> str:
        """MiniStack's name of the service that handles the request."""
        return str(router.detect_service(self.method, self.path, self.headers, self.query))

    @property
    def access_key_id(self) -> str | None:
        """The access key ID of the signature, in a header or in the query string."""
        access_key_id: str | None = router.extract_access_key_id(self.headers, self.query)
        return access_key_id


def read(scope: MutableMapping[str, Any]) -> Request:
    """Return the request of an ASGI scope, without its body."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), sigv4.decode_header_value(raw_value)
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    query = parse_qs(scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True)
    return Request(scope, headers, query)


async def read_body(request: Request, receive: Receive) -> Receive:
    """Read the body, and return what replays it."""
    messages = [await receive()]
    while messages[-1].get("more_body", False):
        messages.append(await receive())
    request.body = b"".join(message.get("body", b"") for message in messages)
    replayed = iter(messages)

    async def replay() -> Message:
        return next(replayed, None) or await receive()

    return replay
