"""The event of an HTTP API has the called domain, the stage's variables and the path with the stage (not ``$default``).

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://github.com/aws-powertools/powertools-lambda-python/blob/develop/aws_lambda_powertools/utilities/data_classes/api_gateway_proxy_event.py

The response has the id of the event in the header ``apigw-requestid``.

MiniStack's event has no ``stageVariables``, the path without the stage and a domain below ``localhost``, and its
response has another id.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import apigateway

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def apply() -> None:
    """Wrap the invocation of a function for an HTTP API, and the call that gets the event."""
    run, invoke = apigateway.run_reentrant, apigateway._invoke_lambda_proxy

    @functools.wraps(run)
    async def run_reentrant(function: Callable[..., Any], *args: object, **options: object) -> object:
        for event in args:
            if isinstance(event, dict) and event.get("version") == "2.0" and "routeKey" in event:
                _complete(event)
        return await run(function, *args, **options)

    @functools.wraps(invoke)
    async def invoke_lambda_proxy(*args: object, **options: object) -> object:
        _request_id.set("")
        status, headers, body = await invoke(*args, **options)
        if request_id := _request_id.get():
            headers["apigw-requestid"] = request_id
        return status, headers, body

    apigateway.run_reentrant, apigateway._invoke_lambda_proxy = run_reentrant, invoke_lambda_proxy


def _complete(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    stage = context["stage"]
    _request_id.set(context["requestId"])
    host = event["headers"].get("host", "")
    context |= {"domainName": host, "domainPrefix": host.partition(".")[0]}
    if stage != "$default":
        event["rawPath"] = context["http"]["path"] = f"/{stage}{event['rawPath']}"
    if variables := apigateway._get_stage_variables(context["apiId"], stage):
        event["stageVariables"] = dict(variables)
