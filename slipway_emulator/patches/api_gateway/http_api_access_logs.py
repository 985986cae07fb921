"""A stage of an HTTP API writes its access log.

AWS writes one line for each request, without the role that a REST API needs. The ``$context`` variables of the stage's
format are replaced by their values, or by ``-`` if they have none:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html

MiniStack writes nothing. This patch supports the variables of the request, its route, its response, and the caller and
the claims of the authorizer; other variables are ``-``.
"""

import functools
import json
import time
from contextvars import ContextVar
from typing import Any

from ministack import app
from ministack.core.responses import request_scope
from ministack.services import apigateway

from slipway_emulator.patches.api_gateway import access_logs

_Variables = dict[str, Any]
# The ``$context`` of the current request.
_context: ContextVar[_Variables] = ContextVar("http_api_access_log_context")


def apply() -> None:
    """Wrap the handler of API calls, the execution of a request, and the invocation of a function."""
    execute, invoke = apigateway._handle_execute_in_scope, apigateway._invoke_lambda_proxy

    @functools.wraps(execute)
    async def handle_execute(
        api_id: str, stage: str, path: str, method: str, *args: object, **options: object
    ) -> object:
        route = apigateway._match_route(api_id, method, "/" + path.lstrip("/"))
        _context.get({}).update(stage=stage, path=_path(stage, path), routeKey=route and route["routeKey"])
        return await execute(api_id, stage, path, method, *args, **options)

    @functools.wraps(invoke)
    async def invoke_lambda_proxy(*args: object, authorizer_claims: object = None, **options: object) -> object:
        variables, started = _context.get({}), time.time()
        variables["authorizer"] = {"claims": authorizer_claims}
        if isinstance(iam := options.get("authorizer_iam"), dict):
            variables["identity"] |= iam
        try:
            return await invoke(*args, authorizer_claims=authorizer_claims, **options)
        finally:
            variables["integrationLatency"] = int((time.time() - started) * 1000)

    apigateway._handle_execute_in_scope, apigateway._invoke_lambda_proxy = handle_execute, invoke_lambda_proxy
    app._handle_execute_api_request = _logging(app._handle_execute_api_request)


def _logging(handle: Any) -> Any:  # noqa: ANN401 - MiniStack's function
    @functools.wraps(handle)
    async def handle_request(
        host: str, path: str, method: str, headers: dict[str, Any], *args: object, **options: object
    ) -> object:
        parsed = app._parse_execute_api_url(host, path) or app._resolve_custom_domain_request(host, path)
        if not parsed or not (scope := apigateway.find_api_scope(parsed[0])):
            return await handle(host, path, method, headers, *args, **options)
        api_id, started = parsed[0], time.time()
        stage, resource_path = app._resolve_stage_and_path(*parsed)
        variables = access_logs.request_variables(api_id, stage, resource_path, method, started)
        variables["path"] = _path(stage, resource_path)
        variables["identity"]["userAgent"] = headers.get("user-agent")
        token = _context.set(variables)
        try:
            status, response_headers, body = await handle(host, path, method, headers, *args, **options)
        finally:
            _context.reset(token)
        variables |= {
            "requestId": response_headers.get("apigw-requestid"),
            "status": status,
            "responseLength": len(body),
            "responseLatency": int((time.time() - started) * 1000),
        }
        if "integrationLatency" not in variables and status >= 400:
            variables["error"] = {"message": json.loads(body).get("message")}
        with request_scope(*scope):
            settings = apigateway._stages.get(api_id, {}).get(variables["stage"]) or {}
            access_logs.write_line(settings.get("accessLogSettings") or {}, variables)
        return status, response_headers, body

    return handle_request


def _path(stage: str, path: str) -> str:
    return path if stage == "$default" else f"/{stage}{path}"
