"""API Gateway publishes the metrics Count, Latency and those of errors, by API and by stage.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html

MiniStack publishes none.
"""

import functools
import time
from typing import Any

from ministack import app
from ministack.core.responses import request_scope
from ministack.services import apigateway, apigateway_v1

from slipway_emulator.cloudwatch import metrics

_CLIENT_ERROR, _SERVER_ERROR = 4, 5  # the first digit of the status


def apply() -> None:
    """Wrap the handler of API calls."""
    handle = app._handle_execute_api_request

    @functools.wraps(handle)
    async def handle_request(host: str, path: str, *args: object, **options: object) -> object:
        parsed = app._parse_execute_api_url(host, path) or app._resolve_custom_domain_request(host, path)
        started = time.monotonic()
        response = await handle(host, path, *args, **options)
        if parsed:
            _publish(parsed, response[0], (time.monotonic() - started) * 1000)
        return response

    app._handle_execute_api_request = handle_request


def _publish(parsed: Any, status: int, latency: float) -> None:  # noqa: ANN401 - MiniStack's tuple
    api_id = parsed[0]
    if scope := apigateway_v1.find_api_scope(api_id):
        with request_scope(*scope):
            api, stage = {"ApiName": apigateway_v1._rest_apis[api_id]["name"]}, parsed[1]
            _put(api, stage, ("4XXError", "5XXError"), status, latency)
    elif scope := apigateway.find_api_scope(api_id):
        with request_scope(*scope):
            stage = app._resolve_stage_and_path(*parsed)[0]
            _put({"ApiId": api_id}, stage, ("4xx", "5xx"), status, latency)


def _put(api: metrics.Dimensions, stage: str, errors: tuple[str, str], status: int, latency: float) -> None:
    client_errors, server_errors = errors
    values = {
        "Count": (1, "Count"),
        client_errors: (status // 100 == _CLIENT_ERROR, "Count"),
        server_errors: (status // 100 == _SERVER_ERROR, "Count"),
        "Latency": (round(latency, 2), "Milliseconds"),
    }
    metrics.put("AWS/ApiGateway", values, [api, {**api, "Stage": stage}])
