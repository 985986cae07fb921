"""A stage of a REST API writes its access log.

AWS writes one line for each request, with the permissions of the role in API Gateway's account settings. The
``$context`` variables of the stage's format are replaced by their values, or by ``-`` if they have none:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html

MiniStack writes nothing. This patch supports the variables of the request, its context and the gateway's own
errors; those of authorizers, integrations and WAF are ``-``.
"""

import contextvars
import functools
import time
import uuid
from collections.abc import Mapping
from typing import Any

from ministack import app
from ministack.core.responses import get_account_id, request_scope
from ministack.services import apigateway_v1, cloudwatch_logs

from slipway_emulator.iam import authorization

_Variables = dict[str, Any]
# The ``$context`` of the current request, nested as in a proxy event's requestContext.
_context: contextvars.ContextVar[_Variables] = contextvars.ContextVar("access_log_context")


def apply() -> None:
    """Wrap the handler of API calls, and the functions that build the event and the error response."""
    app._handle_execute_api_request = _logging(app._handle_execute_api_request)
    build_event = apigateway_v1._build_lambda_event_v1
    gateway_response = apigateway_v1._gateway_error_response

    @functools.wraps(build_event)
    def build_lambda_event(*args: object, **options: object) -> object:
        event = build_event(*args, **options)
        _context.get({}).update(event["requestContext"])
        return event

    @functools.wraps(gateway_response)
    def gateway_error_response(error: Any, request: dict[str, Any]) -> object:  # noqa: ANN401 - MiniStack's class
        response = gateway_response(error, request)
        _context.get({}).update(
            resourcePath=request["resource_path"] or None,
            error={"message": error.message, "responseType": error.response_type},
        )
        return response

    apigateway_v1._build_lambda_event_v1 = build_lambda_event
    apigateway_v1._gateway_error_response = gateway_error_response


def _logging(handle: Any) -> Any:  # noqa: ANN401 - MiniStack's function
    @functools.wraps(handle)
    async def handle_request(
        host: str, path: str, method: str, headers: dict[str, Any], *args: object, **options: object
    ) -> object:
        parsed = app._parse_execute_api_url(host, path)
        if not parsed or not (scope := apigateway_v1.find_api_scope(parsed[0])):
            return await handle(host, path, method, headers, *args, **options)
        api_id, stage, resource_path = parsed
        started = time.time()
        variables = request_variables(api_id, stage, resource_path, method, started)
        variables["identity"]["userAgent"] = headers.get("user-agent")
        token = _context.set(variables)
        try:
            response = await handle(host, path, method, headers, *args, **options)
        finally:
            _context.reset(token)
        variables |= {
            "requestId": response[1].get("x-amzn-requestid", variables.get("requestId")),
            "status": response[0],
            "responseLength": len(response[2]),
            "responseLatency": int((time.time() - started) * 1000),
        }
        with request_scope(*scope):
            _write(apigateway_v1._stages_v1.get(api_id, {}).get(stage) or {}, variables)
        return response

    return handle_request


def request_variables(api_id: str, stage: str, path: str, method: str, started: float) -> _Variables:
    """Return the ``$context`` of a request, as far as it is known before the API handles it.

    Args:
        api_id: the API's id.
        stage: the stage's name.
        path: the path without the stage.
        method: the HTTP method.
        started: time of the request's arrival, in seconds since 1970.
    """
    return {
        "apiId": api_id,
        "stage": stage,
        "httpMethod": method,
        "path": f"/{stage}{path}",
        "protocol": "HTTP/1.1",
        "requestTimeEpoch": int(started * 1000),
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(started)),
        "identity": {"sourceIp": "127.0.0.1"},
    }


def _write(stage: dict[str, Any], variables: _Variables) -> None:
    settings = stage.get("accessLogSettings") or {}
    role_arn = (apigateway_v1._account_settings.get("settings") or {}).get("cloudwatchRoleArn")
    arn = f"{settings.get('destinationArn', '').removesuffix(':*')}:log-stream:{_stream(variables)}"
    if role_arn and authorization.authorize(get_account_id(), role_arn, "logs:PutLogEvents", arn):
        write_line(settings, variables)


def _stream(variables: _Variables) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{variables['apiId']}/{variables['stage']}").hex


def write_line(settings: Mapping[str, str], variables: _Variables) -> None:
    """Write the line of a request, if the log group exists.

    Args:
        settings: the stage's ``accessLogSettings``.
        variables: the request's ``$context``.
    """
    group, stream = (
        settings.get("destinationArn", "").partition(":log-group:")[2].removesuffix(":*"),
        _stream(variables),
    )
    if group not in cloudwatch_logs._log_groups:
        return
    # An error means that the stream exists already.
    cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
    line = {"message": _render(settings.get("format") or "", variables)}
    cloudwatch_logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": [line]})


def _render(template: str, variables: _Variables) -> str:
    return str(
        apigateway_v1._GATEWAY_TEMPLATE_VARIABLE.sub(lambda match: _value(match[1] or match[2], variables), template)
    )


def _value(name: str, variables: _Variables) -> str:
    value: Any = variables
    for part in name.split(".")[1:]:
        value = value.get(part) if isinstance(value, dict) else None
    return "-" if value is None else str(value)
