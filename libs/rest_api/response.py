"""Answers a proxy integration's event: the one way from an event to a response, with its log line."""

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from rest_api.errors import HttpError
from rest_api.request import Request

_EXPOSED = "ETag, Location, x-correlation-id"
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
        body: anything that `json.dumps` takes; None is no body at all.
        headers: besides those that every response has.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(event: Mapping[str, Any], answer: Callable[[Request], Response]) -> dict[str, Any]:
    """Return what the proxy integration is to send for ``answer(request)``.

    What ``answer`` raises becomes a response too: an `HttpError` its own, a throttled call to AWS a 429,
    anything else a 500 that tells the caller nothing and the log everything. Each request makes one log line,
    never with the body.

    Args:
        event: of an API Gateway REST API's proxy integration.
        answer: does the work.
    """
    started = time.perf_counter()
    request = Request(event)
    failure: Exception | None = None
    try:
        response = answer(request)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the caller gets JSON
        response = _refusal(error, request)
        failure = error if response.status == 500 else None
    _log(request, response, time.perf_counter() - started, failure)
    return _proxy_response(request, response)


def _refusal(error: Exception, request: Request) -> Response:
    status, message = 500, "Internal server error"
    if isinstance(error, HttpError):
        status, message = error.status, error.message
    elif isinstance(error, ClientError) and error.response["Error"]["Code"] in _THROTTLED:
        status, message = 429, "Too many requests: try again in a moment."
    return Response(status, {"message": message, "requestId": request.id})


def _log(request: Request, response: Response, seconds: float, failure: Exception | None) -> None:
    details = {
        "method": request.method,
        "resource": request.resource,
        "status": response.status,
        "durationMs": round(seconds * 1000, 1),
        "apiRequestId": request.id,  # "requestId" is the one of the function's invocation, which Lambda adds
        "correlationId": request.correlation_id,
    }
    _logger.log(logging.ERROR if failure else logging.INFO, "request", extra=details, exc_info=failure)


def _proxy_response(request: Request, response: Response) -> dict[str, Any]:
    headers = {"x-correlation-id": request.correlation_id, **response.headers}
    if origin := os.environ.get("CORS_ALLOW_ORIGIN"):
        headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _EXPOSED}
    if response.body is None:
        return {"statusCode": response.status, "headers": headers, "body": ""}
    headers["Content-Type"] = "application/json"
    return {
        "statusCode": response.status,
        "headers": headers,
        "body": json.dumps(response.body, ensure_ascii=False),
    }
