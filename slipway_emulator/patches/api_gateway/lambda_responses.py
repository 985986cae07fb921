"""A REST API sends the response that a function returned, and 502 if the function failed or it isn't one.

AWS responds with ``{"message": "Internal server error"}`` and status 502, formatted by the gateway response
DEFAULT_5XX, when the function raises, or returns anything except an object of ``statusCode`` (200 by default),
``headers``, ``multiValueHeaders``, ``body`` (a string) and ``isBase64Encoded``. AWS merges the two kinds of headers,
and renames those that belong to the connection:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#services-apigateway-errors
https://repost.aws/knowledge-center/malformed-502-api-gateway

MiniStack sends Lambda's own error to the caller, ignores the gateway responses, and makes a response from any value
that a function returns. It closes the connection when the body is ``null``, loses a header that is in both kinds, and
sends ``True`` for ``true``.
"""

import binascii
import functools
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.patches.functions import proxy_response
from slipway_emulator.patches.functions.proxy_response import MalformedResponseError, ProxyResponse

_MEMBERS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
_MESSAGE = "Internal server error"
# The function's response to the current request.
_returned: ContextVar[ProxyResponse | None] = ContextVar("returned", default=None)


def apply() -> None:
    """Wrap the invocation by a proxy integration, the reading of its result, and the error response."""
    apigateway_v1._lambda_proxy_response = _validating(apigateway_v1._lambda_proxy_response)
    apigateway_v1._invoke_lambda_proxy_v1 = _responding(apigateway_v1._invoke_lambda_proxy_v1)
    apigateway_v1._gateway_error_response = _with_status_502(apigateway_v1._gateway_error_response)


def _validating(read: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(read)
    def lambda_proxy_response(result: dict[str, Any]) -> object:
        returned = result.get("body")
        if result.get("error") or not isinstance(returned, dict) or not returned.keys() <= _MEMBERS:
            raise MalformedResponseError
        response = proxy_response.parse(returned)
        response.rename_connection_headers()
        _returned.set(response)
        return read({**result, "body": response.as_members()})

    return lambda_proxy_response


def _responding(invoke: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(invoke)
    async def invoke_lambda_proxy(*args: object, **options: object) -> object:
        _returned.set(None)
        try:
            response = await invoke(*args, **options)
        except MalformedResponseError:
            return _BadGateway("DEFAULT_5XX", _MESSAGE)
        except binascii.Error:
            return _undecodable()
        returned = _returned.get()
        return _completed(response, returned) if returned else response

    return invoke_lambda_proxy


def _completed(response: tuple[int, dict[str, Any], bytes], returned: ProxyResponse) -> object:
    status, headers, body = response
    is_decoded = returned.is_base64 and body != returned.body.encode()
    if is_decoded and not proxy_response.is_decodable(returned):  # Python skips what isn't base64
        return _undecodable()
    return status, returned.without_null_headers(headers), body


def _with_status_502(respond: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(respond)
    def gateway_error_response(error: object, request: dict[str, Any]) -> object:
        status, headers, body = respond(error, request)
        if isinstance(error, _BadGateway) and not _sets_status(request):
            status = 502
        return status, headers, body

    return gateway_error_response


class _BadGateway(apigateway_v1._GatewayError):  # type: ignore[misc]  # MiniStack is untyped
    pass


def _undecodable() -> Any:  # noqa: ANN401 - MiniStack's class
    """Return the error for which AWS's execution log says "Unable to base64 decode the body"."""
    return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", _MESSAGE)


def _sets_status(request: dict[str, Any]) -> bool:
    """Return whether the deployment's DEFAULT_5XX sets the status code."""
    deployed = apigateway_v1._deployed_gateway_responses.get(request["api_id"], {})
    responses = deployed.get(request["stage"].get("deploymentId"), {})
    return bool(responses.get("DEFAULT_5XX", {}).get("statusCode"))
