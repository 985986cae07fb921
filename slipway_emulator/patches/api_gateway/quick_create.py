"""CreateApi with a ``target`` makes an HTTP API that can be called: with an integration, a route and a stage.

The target is a function's ARN or a URL. The route is ``routeKey``, ``$default`` without one, and the stage ``$default``
deploys each change. UpdateApi changes the route and the target:
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html

MiniStack ignores both, and a call of the API is 404.
"""

import functools
import json
from typing import Any

from ministack.services import apigateway

from slipway_emulator.validation.apis import RefusedError, check_http_integration, check_route

_Json = dict[str, Any]
_Response = Any  # MiniStack's: status, headers and body


def apply() -> None:
    """Wrap the creation and the update of an API."""
    create, update = apigateway._create_api, apigateway._update_api

    @functools.wraps(create)
    def create_api(data: _Json) -> _Response:
        if data.get("target") and data.get("protocolType", "HTTP") != "HTTP":
            return apigateway._apigw_error("BadRequestException", "Quick create is for HTTP APIs only", 400)
        if data.get("target"):
            try:
                check_http_integration(_integration(data))
                check_route(data.get("routeKey") or "$default", ())
            except RefusedError as refusal:
                return apigateway._apigw_error(refusal.code, str(refusal), refusal.status)
        response: _Response = create(data)
        if response[0] == 201 and data.get("target"):
            _quick_create(json.loads(response[2])["apiId"], data)
        return response

    @functools.wraps(update)
    def update_api(api_id: str, data: _Json) -> _Response:
        response: _Response = update(api_id, data)
        route = _managed(apigateway._routes.get(api_id, {}))
        integration = _managed(apigateway._integrations.get(api_id, {}))
        if route and data.get("routeKey"):
            route["routeKey"] = data["routeKey"]
        if integration and data.get("target"):
            integration |= _integration(data)
        return response

    apigateway._create_api, apigateway._update_api = create_api, update_api


def _quick_create(api_id: str, data: _Json) -> None:
    created = json.loads(apigateway._create_integration(api_id, _integration(data))[2])
    id_ = created["integrationId"]
    route = {"routeKey": data.get("routeKey") or "$default", "target": f"integrations/{id_}"}
    apigateway._create_route(api_id, route)
    apigateway._create_stage(api_id, {"stageName": "$default", "autoDeploy": True})
    for store in (apigateway._integrations, apigateway._routes, apigateway._stages):
        for resource in store[api_id].values():
            resource["apiGatewayManaged"] = True


def _integration(data: _Json) -> _Json:
    is_url = data["target"].startswith(("http://", "https://"))
    kind = (
        {"integrationType": "HTTP_PROXY", "integrationMethod": "ANY", "payloadFormatVersion": "1.0"}
        if is_url
        else {"integrationType": "AWS_PROXY", "integrationMethod": "POST", "payloadFormatVersion": "2.0"}
    )
    credentials = {"credentialsArn": data["credentialsArn"]} if data.get("credentialsArn") else {}
    return {**kind, **credentials, "integrationUri": data["target"]}


def _managed(resources: _Json) -> _Json | None:
    return next((one for one in resources.values() if one.get("apiGatewayManaged")), None)
