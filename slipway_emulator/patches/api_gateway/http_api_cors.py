"""An HTTP API answers preflights if it has a CORS configuration, and else routes ``OPTIONS`` like any method.

A preflight of an origin that isn't allowed gets 204 without the headers of CORS. With a configuration, API Gateway
ignores the CORS headers that the function returns:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

MiniStack returns 403 to ``OPTIONS`` without a configuration, and to another origin, and sends both headers if the
function's has another case.
"""

import functools
from typing import Any

from ministack.services import apigateway

_Response = tuple[int, dict[str, Any], bytes]


def apply() -> None:
    """Wrap the execution of a request, the choice of its route, the invocation of a function, and the preflight."""
    execute, match = apigateway._handle_execute_in_scope, apigateway._match_route
    invoke, preflight = apigateway._invoke_lambda_proxy, apigateway._cors_preflight_response

    @functools.wraps(execute)
    async def handle_execute(
        api_id: str, stage: str, path: str, method: str, *args: object, **options: object
    ) -> object:
        if method == "OPTIONS" and not _configuration(api_id):
            method = "options"  # MiniStack responds to OPTIONS before it looks for a route
        return await execute(api_id, stage, path, method, *args, **options)

    @functools.wraps(match)
    def match_route(api_id: str, method: str, path: str) -> object:
        return match(api_id, method.upper(), path)

    @functools.wraps(invoke)
    async def invoke_lambda_proxy(
        integration: object, api_id: str, stage: str, path: str, method: str, *args: object, **options: object
    ) -> _Response:
        status, headers, body = await invoke(integration, api_id, stage, path, method.upper(), *args, **options)
        if _configuration(api_id):
            headers = {name: value for name, value in headers.items() if not name.lower().startswith("access-control-")}
        return status, headers, body

    @functools.wraps(preflight)
    def cors_preflight_response(configuration: dict[str, Any], origin: str) -> _Response:
        response: _Response = preflight(configuration, origin)
        return response if response[0] != 403 else (204, {"Content-Length": "0"}, b"")

    apigateway._handle_execute_in_scope, apigateway._match_route = handle_execute, match_route
    apigateway._invoke_lambda_proxy, apigateway._cors_preflight_response = invoke_lambda_proxy, cors_preflight_response


def _configuration(api_id: str) -> dict[str, Any]:
    return (apigateway._apis.get(api_id) or {}).get("corsConfiguration") or {}
