"""An HTTP API and a function URL send the response that a function returned, and 500 or 502 if there is none.

A response has a ``statusCode`` (an integer), ``headers``, ``cookies``, ``body`` (a string) and ``isBase64Encoded``; any
other JSON is the body of a response with status 200. When the function fails or returns an invalid response, an HTTP
API responds with 500 and a function URL with 502, without the function's error. A throttled function is 500 for an HTTP
API, and 429 for a function URL:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#services-apigateway-errors
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html

MiniStack sends the exception's text to the caller, and makes a response from any value: it closes the connection when
the body is ``null`` or the status isn't one of HTTP, and sends ``True`` for ``true``.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import apigateway, lambda_svc

from slipway_emulator.patches.functions import proxy_response
from slipway_emulator.patches.functions.proxy_response import MalformedResponseError, ProxyResponse

_Handler = Callable[..., Awaitable[Any]]
_JSON = {"content-type": "application/json"}
_HTTP_API_ERROR = {"statusCode": 500, "headers": _JSON, "body": '{"message":"Internal Server Error"}'}
_URL_ERROR = {"statusCode": 502, "headers": _JSON, "body": "Internal Server Error"}
# Which of the two reads the result of a function now, with the format that it expects.
_reader: ContextVar[tuple[str, str]] = ContextVar("reader", default=("", ""))
_returned: ContextVar[ProxyResponse | None] = ContextVar("returned", default=None)


def apply() -> None:
    """Wrap the two callers of a function, and the reading of its result."""
    read = lambda_svc.lambda_execute_result_to_api_proxy_response

    @functools.wraps(read)
    def read_result(result: dict[str, Any]) -> object:
        reader, version = _reader.get()
        if not reader or (result.get("throttle") and reader == "url"):
            return read(result)
        try:
            response = _response(result, version, read)
        except MalformedResponseError:
            return _HTTP_API_ERROR if reader == "api" else _URL_ERROR, None
        _returned.set(response)
        return _members(response, reader), None

    lambda_svc.lambda_execute_result_to_api_proxy_response = read_result
    apigateway._invoke_lambda_proxy = _reading("api", apigateway._invoke_lambda_proxy)
    lambda_svc.handle_function_url_request = _reading("url", lambda_svc.handle_function_url_request)


def _reading(reader: str, handle: _Handler) -> _Handler:
    signature = inspect.signature(handle)

    @functools.wraps(handle)
    async def handle_request(*args: object, **options: object) -> object:
        integration = signature.bind(*args, **options).arguments.get("integration", {})
        _returned.set(None)
        token = _reader.set((reader, integration.get("payloadFormatVersion", "2.0")))
        try:
            status, headers, body = await handle(*args, **options)
        finally:
            _reader.reset(token)
        returned = _returned.get()
        return status, returned.without_null_headers(headers) if returned else headers, body

    return handle_request


def _response(result: dict[str, Any], version: str, read: Callable[..., Any]) -> ProxyResponse:
    returned = result.get("body")
    has_status = isinstance(returned, dict) and returned.get("statusCode") is not None
    # In the format 1.0 nothing is inferred: https://repost.aws/knowledge-center/api-gateway-status-codes-http-api
    if result.get("error") or result.get("throttle") or (version == "1.0" and not has_status):
        raise MalformedResponseError
    members, _ = read(result)
    of_other_format = "cookies" if version == "1.0" else "multiValueHeaders"
    response = proxy_response.parse({name: value for name, value in members.items() if name != of_other_format})
    if not proxy_response.is_decodable(response):
        raise MalformedResponseError
    return response


def _members(response: ProxyResponse, reader: str) -> dict[str, Any]:
    """Return the response for MiniStack, whose function URLs take one value a header."""
    if reader == "api":
        response.drop_connection_headers()
        return response.as_members()
    response.rename_connection_headers()
    members = response.as_members()
    return {**members, "headers": {name: ",".join(values) for name, values in members["headers"].items()}}
