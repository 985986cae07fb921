"""A request for a function that Lambda throttles gets 500, formatted by the gateway response DEFAULT_5XX.

AWS doesn't forward Lambda's 429, which is about the function's concurrency and not about the client:
https://repost.aws/knowledge-center/api-gateway-internal-server-error
https://repost.aws/questions/QUfI6bsdd0SOiPeyimzxSkfQ/api-gateway-proxy-integration-does-not-forward-lambda-throttling-http-429-to-client-needs-product-support

MiniStack sends the client Lambda's error with status 429, or 504 from an integration of type AWS.
"""

import functools
from collections.abc import Awaitable, Callable

from ministack.services import apigateway_v1

_Invoke = Callable[..., Awaitable[object]]


class _ThrottledError(Exception):
    pass


def apply() -> None:
    """Wrap the invocation of a function, and the two types of integrations that invoke one."""
    call_lambda = apigateway_v1._call_lambda_raw

    @functools.wraps(call_lambda)
    async def call_lambda_raw(*args: object, **options: object) -> object:
        result, error = await call_lambda(*args, **options)
        if result and result.get("throttle"):
            raise _ThrottledError
        return result, error

    apigateway_v1._call_lambda_raw = call_lambda_raw
    apigateway_v1._invoke_lambda_proxy_v1 = _with_gateway_response(apigateway_v1._invoke_lambda_proxy_v1)
    apigateway_v1._invoke_lambda_custom_v1 = _with_gateway_response(apigateway_v1._invoke_lambda_custom_v1)


def _with_gateway_response(invoke: _Invoke) -> _Invoke:
    @functools.wraps(invoke)
    async def invoke_function(*args: object, **options: object) -> object:
        try:
            return await invoke(*args, **options)
        except _ThrottledError:
            return apigateway_v1._gw_error("DEFAULT_5XX", "Internal server error")

    return invoke_function
