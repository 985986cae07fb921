"""A request, read from the event of a proxy integration."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from rest_api.body import parse_json
from rest_api.errors import HttpError

MAX_PATH_PARAMETER = 128
"""Characters of a path parameter; the names that the API gives have 32."""

# Visible ASCII goes through logs, headers and message attributes unchanged.
_CORRELATION_ID = re.compile(r"[!-~]{1,128}")


class Request:
    """An HTTP request.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    Attributes:
        method: e.g. ``GET``.
        resource: the route, e.g. ``/movies/{movieID}``.
        path: what the caller asked for, without the stage.
        id: API Gateway's request id.
        correlation_id: the caller's ``x-correlation-id`` when it can be handed on, else the request id.
        caller: who signed the request; empty when nobody did.
    """

    def __init__(self, event: Mapping[str, Any]) -> None:
        context = event["requestContext"]
        self._event = event
        self._headers = _headers(event)
        self.method: str = event["httpMethod"]
        self.resource: str = event["resource"]
        self.path: str = event["path"]
        self.id: str = context["requestId"]
        offered = self.header("x-correlation-id") or ""
        self.correlation_id = offered if _CORRELATION_ID.fullmatch(offered) else self.id
        self.caller: str = (context.get("identity") or {}).get("userArn") or ""

    def header(self, name: str) -> str | None:
        """Return the header of that lower-case name; one that came several times is joined by commas."""
        return self._headers.get(name)

    def path_parameter(self, name: str) -> str:
        """Return the path parameter, decoded.

        A REST API hands path parameters to the function as they stand in the URL, percent-encoded.

        Raises:
            HttpError: 400, it is blank, longer than `MAX_PATH_PARAMETER`, or no UTF-8.
        """
        try:
            value = unquote(self._event["pathParameters"][name], errors="strict")
        except UnicodeDecodeError:
            raise HttpError(400, f"{name} in the path is not valid UTF-8.") from None
        if not value.strip() or len(value) > MAX_PATH_PARAMETER:
            raise HttpError(400, f"{name} in the path must have 1 to {MAX_PATH_PARAMETER} characters, not all blank.")
        return value

    def query_parameter(self, name: str) -> str | None:
        """Return the query parameter, or None.

        Raises:
            HttpError: 400, it came more than once.
        """
        values = (self._event.get("multiValueQueryStringParameters") or {}).get(name) or [None]
        if len(values) > 1:
            raise HttpError(400, f"The query parameter {name} must not be repeated.")
        value: str | None = values[0]
        return value

    def json(self, violation: Callable[[Any], str | None]) -> Any:  # noqa: ANN401 - the schema says what it is
        """Return the parsed body, unless ``violation`` has something to say about it.

        Raises:
            HttpError: 400, 413 or 415.
        """
        value = parse_json(self._event, self.header("content-type") or "")
        if problem := violation(value):
            raise HttpError(400, f"{problem}.")
        return value


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    several: Mapping[str, list[str]] = event.get("multiValueHeaders") or {
        name: [value] for name, value in (event.get("headers") or {}).items()
    }
    return {name.lower(): ", ".join(values) for name, values in several.items()}
