"""Exports spans by OTLP over HTTP, as JSON.

It must not harm a request: it never raises an error, takes no longer than its time limit, and pauses after a failure.
So a collector that is down costs the time limit once in a while only. What can't be sent is lost; the log has it.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

import json
import logging
import os
import threading
import time
from urllib.parse import unquote, urlsplit

from aws_client.connection import Connection
from aws_client.tls import tls_context
from runtime.aws import CONNECT_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from runtime.tracing import Span

_PORTS = {"https": 443, "http": 80}
_PATH = "/v1/traces"
_TIMEOUT = "200"  # milliseconds; OpenTelemetry's default is 10 seconds, for exporters that run in the background
_PAUSE = 30  # seconds
_ERROR = 2

_logger = logging.getLogger(__name__)


def exporter_from_environment() -> "Exporter":
    """Return the exporter that OpenTelemetry's environment variables describe.

    ``OTEL_EXPORTER_OTLP_ENDPOINT`` is the base URL, ``OTEL_EXPORTER_OTLP_HEADERS`` has headers as
    ``name=value,name=value`` with values in URL encoding, ``OTEL_EXPORTER_OTLP_TIMEOUT`` is the time limit in
    milliseconds: https://opentelemetry.io/docs/specs/otel/protocol/exporter/

    Raises:
        RuntimeError: a variable is invalid.
    """
    headers = {}
    for pair in filter(None, os.environ.get("OTEL_EXPORTER_OTLP_HEADERS", "").split(",")):
        name, separator, value = pair.partition("=")
        if not separator or not name.strip():
            raise RuntimeError(
                "the environment variable OTEL_EXPORTER_OTLP_HEADERS is invalid: write name=value,name=value"
            )
        headers[name.strip().lower()] = unquote(value.strip())
    text = os.environ.get("OTEL_EXPORTER_OTLP_TIMEOUT") or _TIMEOUT
    if not text.isdecimal() or not int(text):
        raise RuntimeError(
            f"the environment variable OTEL_EXPORTER_OTLP_TIMEOUT is {text!r}: write milliseconds, e.g. {_TIMEOUT}"
        )
    return Exporter(os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"], headers, int(text) / 1000)


class Exporter:
    """Collects spans and sends them to a collector.

    Args:
        endpoint: the base URL, to which the path of traces is added.
        headers: additional headers of each request.
        timeout: the longest duration of `flush`, in seconds.

    Raises:
        RuntimeError: the endpoint isn't a URL of HTTP, or a header has a line break.
    """

    def __init__(self, endpoint: str, headers: dict[str, str], timeout: float) -> None:
        url = urlsplit(endpoint)
        if url.scheme not in _PORTS or not url.hostname or url.query:
            raise RuntimeError(
                f"the environment variable OTEL_EXPORTER_OTLP_ENDPOINT is {endpoint!r}: write a URL, e.g. "
                "https://collector.example.com:4318"
            )
        lines = [
            f"POST {url.path.rstrip('/')}{_PATH} HTTP/1.1",
            f"host: {url.netloc.rpartition('@')[2]}",
            "content-type: application/json",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if any("\r" in line or "\n" in line for line in lines):
            raise RuntimeError("the environment variable OTEL_EXPORTER_OTLP_HEADERS must not have a line break")
        self._head = "\r\n".join(lines).encode()
        self._address = url.hostname, url.port or _PORTS[url.scheme]
        self._tls = tls_context(os.environ.get("OTEL_EXPORTER_OTLP_CERTIFICATE")) if url.scheme == "https" else None
        self._timeout = timeout
        self._spans: list[dict[str, Any]] = []
        self._connection: Connection | None = None
        self._sender: threading.Thread | None = None
        self._paused_until = 0.0

    def add(self, span: "Span", end: int, *, is_error: bool) -> None:
        """Keep a span for `flush`.

        Args:
            span: the span.
            end: its end, in nanoseconds since 1970.
            is_error: whether it failed.
        """
        self._spans.append(
            {
                "traceId": span.trace_id,
                "spanId": span.id,
                "traceState": span.tracestate,
                "parentSpanId": span.parent_id,
                "name": span.name,
                "kind": span.kind,
                "startTimeUnixNano": str(span.begin),
                "endTimeUnixNano": str(end),
                "attributes": _attributes(span.fields),
                "status": {"code": _ERROR} if is_error else {},
            }
        )

    def flush(self) -> None:
        """Send the spans, if the last attempt has ended and didn't fail a moment ago; else drop them."""
        spans, self._spans = self._spans, []
        is_busy = self._sender is not None and self._sender.is_alive()
        if not spans or is_busy or time.monotonic() < self._paused_until:
            return
        # In a thread, since no time limit of a socket includes the search for the host's address.
        self._sender = threading.Thread(target=self._send, args=(_body(spans),), daemon=True)
        self._sender.start()
        self._sender.join(self._timeout)
        if self._sender.is_alive():
            self._pause(f"it took longer than {self._timeout:g} seconds")

    def reset(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _send(self, body: bytes) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection and connection.is_dropped():
                connection.close()
                connection = None
            connection = connection or Connection(*self._address, self._tls, CONNECT_TIMEOUT, self._timeout)
            head = b"%s\r\ncontent-length: %d\r\n\r\n" % (self._head, len(body))
            response = connection.exchange(head, body, has_response_body=True)
            if connection.is_reusable:
                self._connection, connection = connection, None
            if response.status >= 300:
                self._pause(f"the collector returned {response.status}")
        except Exception as error:  # noqa: BLE001 - see the module
            self._pause(f"{type(error).__name__}: {error}")
        finally:
            if connection:
                connection.close()

    def _pause(self, reason: str) -> None:
        if time.monotonic() >= self._paused_until:
            _logger.warning("spans could not be exported", extra={"reason": reason, "pauseSeconds": _PAUSE})
        self._paused_until = time.monotonic() + _PAUSE


def _body(spans: "list[dict[str, Any]]") -> bytes:
    function = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    resource = {
        "service.name": os.environ.get("OTEL_SERVICE_NAME") or function,
        "faas.name": function,
        "faas.version": os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", ""),
        "cloud.region": os.environ.get("AWS_REGION", ""),
    }
    scope = {"scope": {"name": "slipway"}, "spans": spans}
    return json.dumps(
        {"resourceSpans": [{"resource": {"attributes": _attributes(resource)}, "scopeSpans": [scope]}]}
    ).encode()


def _attributes(values: "dict[str, Any]") -> "list[dict[str, Any]]":
    return [{"key": name, "value": {"stringValue": str(value)}} for name, value in values.items()]
