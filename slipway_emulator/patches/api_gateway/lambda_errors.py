"""A function that fails, or doesn't return a proxy response, gives 502 without the function's error.

AWS responds with ``{"message": "Internal server error"}`` and status 502, formatted by the gateway response
DEFAULT_5XX, when the function raises, or returns anything except an object of ``statusCode`` (an integer, 200 by
default), ``headers``, ``multiValueHeaders``, ``body`` (a string) and ``isBase64Encoded``:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
https://repost.aws/knowledge-center/malformed-502-api-gateway

MiniStack sends the exception's text to the caller, ignores the gateway responses, and makes a response from any
value that a function returns.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

_MEMBERS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
_MESSAGE = "Internal server error"


class _FunctionError(Exception):
    pass


def apply() -> None:
    """Wrap the reading of the function's result by a proxy integration, and the error response."""
    invoke = apigateway_v1._invoke_lambda_proxy_v1
    proxy_response = apigateway_v1._lambda_proxy_response
    gateway_response = apigateway_v1._gateway_error_response

    @functools.wraps(invoke)
    async def invoke_lambda_proxy(*args: object, **options: object) -> object:
        try:
            return await invoke(*args, **options)
        except _FunctionError:
            return _BadGateway("DEFAULT_5XX", _MESSAGE)

    @functools.wraps(proxy_response)
    def checked_proxy_response(result: dict[str, Any]) -> object:
        if result.get("throttle"):
            return proxy_response(result)
        if result.get("error") or not _is_proxy_response(result.get("body")):
            raise _FunctionError
        return proxy_response({**result, "body": {"statusCode": 200, **result["body"]}})

    @functools.wraps(gateway_response)
    def gateway_error_response(error: object, request: dict[str, Any]) -> object:
        status, headers, body = gateway_response(error, request)
        if isinstance(error, _BadGateway) and not _sets_status(request):
            status = 502
        return status, headers, body

    apigateway_v1._invoke_lambda_proxy_v1 = invoke_lambda_proxy
    apigateway_v1._lambda_proxy_response = checked_proxy_response
    apigateway_v1._gateway_error_response = gateway_error_response


class _BadGateway(apigateway_v1._GatewayError):  # type: ignore[misc]  # MiniStack is untyped
    pass


def _is_proxy_response(returned: object) -> bool:
    if not isinstance(returned, dict):
        return False
    try:
        int(returned.get("statusCode", 200))
    except (TypeError, ValueError):
        return False
    body = returned.get("body")
    return returned.keys() <= _MEMBERS and (body is None or isinstance(body, str))


def _sets_status(request: dict[str, Any]) -> bool:
    """Return whether the deployment's DEFAULT_5XX sets the status code."""
    deployed = apigateway_v1._deployed_gateway_responses.get(request["api_id"], {})
    responses = deployed.get(request["stage"].get("deploymentId"), {})
    return bool(responses.get("DEFAULT_5XX", {}).get("statusCode"))
