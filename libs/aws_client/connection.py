"""A connection to one endpoint, kept open between requests: HTTP/1.1 over a socket.

``http.client`` would import the 30 modules that it needs for e-mail's headers, which take longer than everything here.
"""

import select
import socket
import time
from collections.abc import Mapping

from aws_client.tls import trust_system, trusts_amazon_only

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

_BLOCK = 64 * 1024
_MAX_HEAD = 64 * 1024  # bytes of the status line and the headers
_WITHOUT_BODY = {204, 304}


class Response:
    """An HTTP response.

    Attributes:
        status: the HTTP status.
        headers: headers by lower-case name; repeated ones are joined by commas.
        body: the content, without a transfer encoding.
    """

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Connection:
    """A connection.

    Args:
        host: the name or address.
        port: the port.
        tls: settings of TLS; None for HTTP.
        connect_timeout: the longest time until the connection is made, in seconds.
        read_timeout: the longest time from the request to the end of its response, in seconds.
    """

    def __init__(
        self, host: str, port: int, tls: "ssl.SSLContext | None", connect_timeout: float, read_timeout: float
    ) -> None:
        self._socket = _connect(host, port, tls, connect_timeout)
        self._read_timeout = read_timeout
        self._deadline = 0.0
        self._buffer = b""
        self.is_reusable = True

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def is_dropped(self) -> bool:
        """Return whether the server has closed the idle connection, or sent what nobody has asked for."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(self._buffer or poll.poll(0))

    def exchange(self, head: bytes, body: bytes, *, has_response_body: bool) -> Response:
        """Send a request, and return its response.

        Args:
            head: the request line and the headers, with the empty line.
            body: the content.
            has_response_body: False for the method HEAD.

        Raises:
            OSError: the connection was lost, or a time limit was exceeded. The connection can't be used again.
        """
        self.is_reusable = False
        self._deadline = time.monotonic() + self._read_timeout
        self._socket.settimeout(self._read_timeout)
        self._socket.sendall(head + body)
        status = 100
        while status < 200:  # 100 Continue, 103 Early Hints
            status, headers, is_kept = _parse_head(self._until(b"\r\n\r\n", _MAX_HEAD))
        has_body = has_response_body and status not in _WITHOUT_BODY
        content = self._body(headers) if has_body else b""
        is_delimited = not has_body or "content-length" in headers or "transfer-encoding" in headers
        self.is_reusable = is_delimited and is_kept
        return Response(status, headers, content)

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return b"".join(self._chunks())
        if "content-length" in headers:
            return self._exactly(_number(headers["content-length"], 10))
        parts = [self._buffer]
        self._buffer = b""
        while part := self._receive():
            parts.append(part)
        return b"".join(parts)

    def _chunks(self) -> list[bytes]:
        chunks = []
        while size := _number(self._until(b"\r\n", _MAX_HEAD).partition(b";")[0].strip().decode("latin-1"), 16):
            chunks.append(self._exactly(size))
            self._until(b"\r\n", _MAX_HEAD)
        while self._until(b"\r\n", _MAX_HEAD):  # trailers, then an empty line
            pass
        return chunks

    def _until(self, end: bytes, limit: int) -> bytes:
        """Return what comes before ``end``."""
        while end not in self._buffer:
            if len(self._buffer) > limit:
                raise ConnectionError("the response's headers are too long")
            self._buffer += self._expect()
        found, _, self._buffer = self._buffer.partition(end)
        return found

    def _exactly(self, size: int) -> bytes:
        parts, left = [self._buffer[:size]], size - len(self._buffer)
        self._buffer = self._buffer[size:]
        while left > 0:
            part = self._expect()
            parts.append(part[:left])
            self._buffer = part[left:]
            left -= len(part)
        return b"".join(parts)

    def _expect(self) -> bytes:
        part = self._receive()
        if not part:
            raise ConnectionError("the server closed the connection before the end of its response")
        return part

    def _receive(self) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the response took too long")
        self._socket.settimeout(left)
        return self._socket.recv(_BLOCK)


def _connect(host: str, port: int, tls: "ssl.SSLContext | None", timeout: float) -> socket.socket:
    if tls is None or not trusts_amazon_only(tls):
        return _open(host, port, tls, timeout)
    import ssl  # noqa: PLC0415 - not needed for an endpoint without TLS

    try:
        return _open(host, port, tls, timeout)
    except ssl.SSLCertVerificationError:
        trust_system(tls)
        return _open(host, port, tls, timeout)


def _open(host: str, port: int, tls: "ssl.SSLContext | None", timeout: float) -> socket.socket:
    opened = socket.create_connection((host, port), timeout)
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return tls.wrap_socket(opened, server_hostname=host) if tls else opened
    except BaseException:
        opened.close()
        raise


def _parse_head(head: bytes) -> tuple[int, dict[str, str], bool]:
    """Return the status, the headers, and whether the server keeps the connection.

    https://www.rfc-editor.org/rfc/rfc9112#section-9.3
    """
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = status_line.partition(" ")
    if not version.startswith("HTTP/1."):
        raise ConnectionError("the response is not HTTP/1.1")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    options = headers.get("connection", "").lower()
    is_kept = "close" not in options and (version != "HTTP/1.0" or "keep-alive" in options)
    return _number(rest[:3], 10), headers, is_kept


def _number(text: str, base: int) -> int:
    try:
        number = int(text, base)
    except ValueError:
        number = -1
    if number < 0:
        raise ConnectionError(f"the response has {text[:20]!r} where HTTP/1.1 has a number")
    return number
