"""The HTTP request in an API Gateway proxy event."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from runtime.tracing import SERVER, Span, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from runtime.tracing import Parent

MAX_PATH_PARAMETER = 128
"""Maximum length of a path parameter, in characters. Generated ids have 32."""

# Only visible ASCII can be copied to logs, headers and message attributes unchanged.
_CORRELATION_ID = re.compile(r"[!-~]{1,128}")
_OTHER_TRACE_HEADERS = {"b3", "x-b3-traceid", "x-b3-sampled", "uber-trace-id"}


class HttpError(Exception):
    """An error response whose message is meant for the client.

    Attributes:
        status: the HTTP status.
        message: the ``message`` in the response body.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Request:
    """An HTTP request.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    Args:
        event: the event of a REST API, or of an HTTP API with the payload format 2.0.

    Raises:
        KeyError, TypeError, AttributeError: the event is another one.

    Attributes:
        event: the event, with the members of a REST API's.
        method: the HTTP method, e.g. ``GET``.
        resource: the route, e.g. ``/movies/{movieID}``, or an HTTP API's ``$default``.
        path: the path of the URL, without the stage.
        stage: the stage of the API; empty in an event without one.
        id: API Gateway's request id.
        correlation_id: the client's ``x-correlation-id`` header if it is valid, else the request id.
        span: span of the request, in the trace that the client names by W3C's ``traceparent``, B3 or Jaeger's header.
        caller: ARN of the IAM identity that signed the request, or the subject of its token; empty if it has neither.
    """

    def __init__(self, event: Mapping[str, Any]) -> None:
        if event.get("version") == "2.0":
            from rest_api.payload import as_rest_api_event  # noqa: PLC0415 - a REST API's function doesn't need the file

            event = as_rest_api_event(event)
        context = event["requestContext"]
        self.event = event
        self._headers = _headers(event)
        self.method = _text(event["httpMethod"])
        self.resource = _text(event["resource"])
        self.path = _text(event["path"])
        self.stage = _text(context.get("stage") or "")
        self.id = _text(context["requestId"])
        correlation_id = self.header("x-correlation-id") or ""
        self.correlation_id = correlation_id if _CORRELATION_ID.fullmatch(correlation_id) else self.id
        self.span = Span(f"{self.method} {self.resource}", SERVER, self._parent())
        self.span.fields = {"apiRequestId": self.id, "correlationId": self.correlation_id}
        self.caller: str = (context.get("identity") or {}).get("userArn") or ""

    def header(self, name: str) -> str | None:
        """Return a header by its lower-case name. The values of a repeated header are joined by commas."""
        return self._headers.get(name)

    def _parent(self) -> "Parent | None":
        if parent := parse(self.header("traceparent") or "", self.header("tracestate") or ""):
            return parent
        if self._headers.keys() & _OTHER_TRACE_HEADERS:
            from rest_api.trace_headers import parent as parent_of  # noqa: PLC0415 - few clients need the file

            return parent_of(self.header)
        return None

    def has_etag(self, etag: str) -> bool:
        """Return whether the client has this version already: If-None-Match contains its entity tag.

        The comparison is weak (RFC 9110, section 13.1.2).
        """
        tags = [tag.strip().removeprefix("W/") for tag in (self.header("if-none-match") or "").split(",")]
        return etag in tags or tags == ["*"]

    def path_parameter(self, name: str) -> str:
        """Return a decoded path parameter.

        The event of a REST API contains path parameters as they are in the URL, percent-encoded.

        Raises:
            HttpError: 400, the parameter is blank, longer than `MAX_PATH_PARAMETER`, or not UTF-8.
        """
        try:
            value = unquote(self.event["pathParameters"][name], errors="strict")
        except UnicodeDecodeError:
            raise HttpError(400, f"{name} in the path is not valid UTF-8.") from None
        # U+FEFF is a space in the patterns of JSON Schema, but not in Python.
        if not value.replace("\ufeff", "").strip() or len(value) > MAX_PATH_PARAMETER:
            raise HttpError(400, f"{name} in the path must have 1 to {MAX_PATH_PARAMETER} characters, not all blank.")
        return value

    def query_parameter(self, name: str) -> str | None:
        """Return a query parameter, or None.

        Raises:
            HttpError: 400, the parameter is repeated.
        """
        values = (self.event.get("multiValueQueryStringParameters") or {}).get(name) or [None]
        if len(values) > 1:
            raise HttpError(400, f"The query parameter {name} must not be repeated.")
        value: str | None = values[0]
        return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the event has {value!r} where a proxy event has text")
    return value


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    headers: Mapping[str, list[str]] = event.get("multiValueHeaders") or {
        name: [value] for name, value in (event.get("headers") or {}).items()
    }
    return {name.lower(): ", ".join(values) for name, values in headers.items()}
