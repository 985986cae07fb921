"""Turns a handler's result or exception into an API Gateway proxy response, and logs the request."""

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from rest_api.request import HttpError, Request

_EXPOSED_HEADERS = "ETag, Location, x-correlation-id"
_THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionInProgressException",
}

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Response:
    """An HTTP response.

    Attributes:
        status: the HTTP status.
        body: a value for `json.dumps`; None for an empty body.
        headers: additional headers.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(event: Mapping[str, Any], handle: Callable[[Request], Response]) -> dict[str, Any]:
    """Return the proxy response for a proxy event.

    An exception becomes a response too: an `HttpError` as it is, a throttled call to AWS a 429, and every other
    error a 500 whose details are only in the log. Each request is logged in one line, without its body.

    Args:
        event: the event of a REST API's proxy integration.
        handle: handles the request.
    """
    started = time.perf_counter()
    request = Request(event)
    unexpected: Exception | None = None
    try:
        response = handle(request)
    except Exception as error:  # noqa: BLE001 - the client gets a JSON response for every error
        response = _error_response(error, request)
        unexpected = error if response.status == 500 else None
    _log(request, response, time.perf_counter() - started, unexpected)
    return _proxy_response(request, response)


def _error_response(error: Exception, request: Request) -> Response:
    status, message = 500, "Internal server error"
    if isinstance(error, HttpError):
        status, message = error.status, error.message
    elif isinstance(error, ClientError) and error.response["Error"]["Code"] in _THROTTLED:
        status, message = 429, "Too many requests: try again in a moment."
    return Response(status, {"message": message, "requestId": request.id})


def _log(request: Request, response: Response, seconds: float, unexpected: Exception | None) -> None:
    fields = {
        "method": request.method,
        "resource": request.resource,
        "status": response.status,
        "durationMs": round(seconds * 1000, 1),
        "apiRequestId": request.id,  # Lambda adds the invocation's own id as "requestId"
        "correlationId": request.correlation_id,
    }
    _logger.log(logging.ERROR if unexpected else logging.INFO, "request", extra=fields, exc_info=unexpected)


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
