"""Turns a handler's result or exception into an API Gateway proxy response, and logs the request."""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from rest_api.request import HttpError, Request
from runtime.errors import CONFLICTS, error_codes, is_lost, response_of
from runtime.tracing import flush

_EXPOSED_HEADERS = "ETag, Location, Retry-After, x-correlation-id"
_RETRY_AFTER = "1"  # second
_RETRIED_LATER = {429, 503}
_THROTTLED = {
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
    "TransactionInProgressException",
}
# The request of an event that is none.
_NO_REQUEST = {"httpMethod": "", "resource": "", "path": "", "requestContext": {"requestId": ""}}


class Response:
    """An HTTP response.

    Attributes:
        status: the HTTP status.
        body: a value for `json.dumps`; None for an empty body.
        headers: additional headers.
    """

    def __init__(self, status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> None:  # noqa: ANN401
        self.status = status
        self.body = body
        self.headers = headers or {}

    def __repr__(self) -> str:
        return f"Response({self.status!r}, {self.body!r}, {self.headers!r})"


def respond(event: Mapping[str, Any], handle: Callable[[Request], Response]) -> dict[str, Any]:
    """Return the proxy response for a proxy event.

    An exception becomes a response too: an `HttpError` as it is, a throttled call to AWS a 429, a call that may succeed
    later a 503, and every other error a 500. The details of a 500 or 503 are only in the log. Each request is logged in
    one line, without its body, which is that of its span and has the HTTP status.

    Args:
        event: the event of a REST API, or of an HTTP API with the payload format 2.0. Any other event gives a 500.
        handle: handles the request.
    """
    request = Request(_NO_REQUEST)
    unexpected: Exception | None = None
    try:
        request = Request(event)
        response = handle(request)
        proxy_response = _proxy_response(request, response)
    except Exception as error:  # noqa: BLE001 - the client gets a JSON response for every error
        response = _error_response(error, request)
        proxy_response = _proxy_response(request, response)
        unexpected = error if response.status >= 500 else None
    request.span.message = "request"
    fields = {"method": request.method, "resource": request.resource, "status": response.status}
    request.span.end(is_error=response.status >= 500, error=unexpected, **fields)
    flush()
    return proxy_response


def _error_response(error: Exception, request: Request) -> Response:
    status, message = 500, "Internal server error"
    if isinstance(error, HttpError):
        status, message = error.status, error.message
    elif _is_throttled(error):
        status, message = 429, "Too many requests: try again in a moment."
    elif _is_temporary(error):
        status, message = 503, "Service unavailable: try again in a moment."
    headers = {"Retry-After": _RETRY_AFTER} if status in _RETRIED_LATER else {}
    return Response(status, {"message": message, "requestId": request.id}, headers)


def _is_throttled(error: Exception) -> bool:
    response = response_of(error)
    return response is not None and error_codes(response) <= _THROTTLED


def _is_temporary(error: Exception) -> bool:
    """Return whether AWS failed or could not be reached, so that the same call may succeed later."""
    response = response_of(error)
    if response is None:
        return is_lost(error)
    status: int = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or error_codes(response) <= {"InternalServerError", *CONFLICTS, *_THROTTLED}


def _proxy_response(request: Request, response: Response) -> dict[str, Any]:
    headers = {"x-correlation-id": request.correlation_id, **response.headers}
    if origin := os.environ.get("CORS_ALLOW_ORIGIN"):
        headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _EXPOSED_HEADERS}
    if response.body is None:
        return {"statusCode": response.status, "headers": headers, "body": ""}
    headers["Content-Type"] = "application/json"
    return {
        "statusCode": response.status,
        "headers": headers,
        "body": json.dumps(response.body, ensure_ascii=False),
    }
