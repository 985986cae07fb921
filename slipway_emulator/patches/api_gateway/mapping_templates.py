"""Mapping templates are rendered as Velocity templates, with API Gateway's variables.

https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

MiniStack renders ``#set`` and references only: no ``#if`` and ``#foreach``, no ``$stageVariables``, of ``$util`` only
``urlEncode``, of ``$context`` only ``authorizer``, and a string of ``$input.json()`` without quotes.
"""

import contextvars
import functools
import inspect
import time
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.mapping_templates import velocity
from slipway_emulator.mapping_templates.variables import Input, Util

# The arguments of the current execution.
_call: contextvars.ContextVar[dict[str, Any]] = contextvars.ContextVar("mapping_template_call")


def apply() -> None:
    """Wrap the execution of a method, and replace the renderer."""
    execute = apigateway_v1._execute_in_scope
    signature = inspect.signature(execute)

    @functools.wraps(execute)
    async def execute_in_scope(*args: object, **options: object) -> object:
        _call.set(signature.bind(*args, **options).arguments)
        try:
            return await execute(*args, **options)
        except velocity.TemplateError:
            return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")

    def render_template(
        template: str, body: str, _parameters: dict[str, str], context: dict[str, Any] | None = None
    ) -> str:
        call = _call.get()
        names = {
            "context": _context(call) | (context or {}),
            "input": Input(body, _parameters_by_kind(call["request"])),
            "stageVariables": (call["request"]["stage"] or {}).get("variables") or {},
            "util": Util(),
        }
        return velocity.render(template, names)

    apigateway_v1._execute_in_scope = execute_in_scope
    apigateway_v1._render_request_template_v1 = render_template


def _parameters_by_kind(request: dict[str, Any]) -> dict[str, dict[str, str]]:
    # The last value of a repeated query parameter counts.
    query = {
        name: values[-1] if isinstance(values, list) else values for name, values in request["query_params"].items()
    }
    return {"path": request["path_params"], "querystring": query, "header": request["headers"]}


def _context(call: dict[str, Any]) -> dict[str, Any]:
    request, now = call["request"], time.time()
    headers = request["headers"]
    return {
        "accountId": call["owner_account_id"],
        "apiId": call["api_id"],
        "domainName": headers.get("host", ""),
        "httpMethod": call["method"],
        "identity": {
            "apiKey": headers.get("x-api-key"),
            "apiKeyId": (apigateway_v1._resolve_api_key(headers.get("x-api-key")) or {}).get("id"),
            "sourceIp": "127.0.0.1",
            "userAgent": headers.get("user-agent"),
        },
        "path": f"/{call['stage_name']}{call['path']}",
        "protocol": "HTTP/1.1",
        "requestId": request["request_id"],
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "requestTimeEpoch": int(now * 1000),
        "resourcePath": request["resource_path"],
        "stage": call["stage_name"],
    }
