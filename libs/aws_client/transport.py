"""Sends signed requests to the endpoint of a service, over connections that are kept."""

import os
import re
import time
import weakref
from urllib.parse import quote, urlsplit

from aws_client import credentials as environment
from aws_client.connection import Connection, Response
from aws_client.request import Request
from aws_client.signing import Scope, sign
from aws_client.tls import aws_tls_context, tls_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

    from aws_client.credentials import Credentials

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_PORTS = {"https": 443, "http": 80}
_LARGEST_SKEW = 240  # seconds; AWS accepts 5 minutes
_transports: "weakref.WeakSet[Transport]" = weakref.WeakSet()


def reset() -> None:
    """Close the idle connections of all clients, and forget what they know of the clock.

    Before a snapshot of the process, and after each restore of it: `snap_start` calls it.
    """
    for transport in tuple(_transports):
        transport.reset()


class Transport:
    """The endpoint of a service.

    Args:
        url: URL of the endpoint.
        scope: scope of the signatures.
        credentials: credentials that sign the requests; None for the environment's at each request.
        connect_timeout: the longest time until a connection is made, in seconds.
        read_timeout: the longest time from a request to the end of its response, in seconds.
        ca_file: a PEM file with the certificate authorities; None for ``AWS_CA_BUNDLE``, or Amazon's and the
            system's.
        has_bucket_hosts: whether S3 has a host for each bucket there, as at AWS's own endpoints.

    Raises:
        ValueError: the URL isn't one of HTTP.
    """

    def __init__(
        self,
        url: str,
        scope: Scope,
        credentials: "Credentials | None",
        connect_timeout: float,
        read_timeout: float,
        ca_file: str | None,
        *,
        has_bucket_hosts: bool,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.query:
            raise ValueError(f"the endpoint is {url!r}: write a URL that begins with https:// or http://")
        self.url = url
        self._name = parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        host = f"[{self._name}]" if ":" in self._name else self._name
        self._host = host if self._port == _PORTS[parts.scheme] else f"{host}:{self._port}"
        self._base = parts.path.rstrip("/")
        self._scope = scope
        self._has_bucket_hosts = has_bucket_hosts
        self._credentials = credentials
        self._timeouts = (connect_timeout, read_timeout)
        # Made now, in the init phase, and not at the first request.
        self._tls = _tls(ca_file or os.environ.get("AWS_CA_BUNDLE")) if parts.scheme == "https" else None
        self._skew = 0.0  # seconds by which the clock of AWS is ahead
        self._idle: dict[str, list[Connection]] = {}
        _transports.add(self)

    def reset(self) -> None:
        """Close the idle connections, and take the clock as right."""
        idle, self._idle, self._skew = self._idle, {}, 0.0
        for connections in idle.values():
            for connection in connections:
                connection.close()

    def send(self, request: Request) -> Response:
        """Send a request, and return its response.

        Raises:
            OSError: there is no response: no connection, a lost one, or a time limit was exceeded.
            NoCredentialsError: the environment has no credentials.
        """
        credentials = self._credentials or environment.from_environment()
        prefix, path = self._address(request)
        sent = Request(request.method, path, request.query, request.headers, request.body)
        headers = sign(sent, prefix + self._host, credentials, self._scope, time.time() + self._skew)
        head = _head(sent, headers | _unsigned(sent))
        connection = self._connection(prefix)
        try:
            response = connection.exchange(head, sent.body, has_response_body=sent.method != "HEAD")
        except BaseException:
            connection.close()
            raise
        if connection.is_reusable:
            self._idle.setdefault(prefix, []).append(connection)
        else:
            connection.close()
        return response

    def corrects_clock(self, response: Response) -> bool:
        """Set the clock by a response's ``Date``; return False if it was right, so that a retry would change nothing.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
        """
        import calendar  # noqa: PLC0415 - a function's clock is seldom wrong

        try:
            theirs = calendar.timegm(time.strptime(response.headers.get("date", ""), "%a, %d %b %Y %H:%M:%S GMT"))
        except ValueError:
            return False
        before, self._skew = self._skew, theirs - time.time()
        return abs(self._skew - before) > _LARGEST_SKEW

    def _address(self, request: Request) -> tuple[str, str]:
        """Return what precedes the host, and the path: a bucket is in one of them."""
        path = f"{self._base}{request.path}"
        if not request.bucket:
            return "", path
        # A certificate for *.s3… is not valid for a name with one more dot.
        is_label = self._has_bucket_hosts and _LABEL.fullmatch(request.bucket)
        return (f"{request.bucket}.", path) if is_label else ("", f"{self._base}/{request.bucket}{request.path}")

    def _connection(self, prefix: str) -> Connection:
        """Return an idle connection that the server hasn't closed, else a new one.

        While the environment of a function is frozen, the server may close it.
        """
        idle = self._idle.get(prefix, [])
        while idle:
            connection = idle.pop()
            if not connection.is_dropped():
                return connection
            connection.close()
        return Connection(prefix + self._name, self._port, self._tls, *self._timeouts)


def _tls(ca_file: str | None) -> "ssl.SSLContext":
    return tls_context(ca_file) if ca_file else aws_tls_context()


def _unsigned(request: Request) -> dict[str, str]:
    """Return the headers that aren't signed."""
    headers = {"user-agent": "aws_client", "content-length": str(len(request.body))}
    # By this Lambda detects functions that invoke themselves, as by the header of boto3:
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    trace = os.environ.get("_X_AMZN_TRACE_ID")
    if trace and "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        headers["x-amzn-trace-id"] = quote(trace, safe="-=;:+&[]{}\"',")
    return headers


def _head(request: Request, headers: dict[str, str]) -> bytes:
    """Return the request line and the headers.

    Raises:
        ValueError: a value would end its header.
    """
    target = f"{request.path}?{request.query}" if request.query else request.path
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a member that becomes a header must not have a line break")
    return "\r\n".join([*lines, "", ""]).encode()
