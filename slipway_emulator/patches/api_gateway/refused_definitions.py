"""A resource, an integration, a route or a stage that API Gateway refuses is refused.

MiniStack accepts any URI of an integration and any route key, and of two stages with one name the later replaces the
earlier. The rules are those of ``slipway_emulator.validation.apis``.
"""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ministack.services import apigateway, apigateway_v1

from slipway_emulator.validation import apis

_Json = dict[str, Any]
_Function = Callable[..., Any]


def apply() -> None:
    """Wrap the functions that create or replace them."""
    _check_before(apigateway_v1, "_create_resource", _resource, apigateway_v1._v1_error)
    _check_before(apigateway_v1, "_create_request_validator", _validator, apigateway_v1._v1_error)
    _check_before(apigateway_v1, "_delete_gateway_response", _gateway_response, apigateway_v1._v1_error)
    _check_before(apigateway_v1, "_put_integration", _rest_integration, apigateway_v1._v1_error)
    _check_before(apigateway, "_create_integration", _integration, apigateway._apigw_error)
    _check_before(apigateway, "_update_integration", _updated_integration, apigateway._apigw_error)
    _check_before(apigateway, "_create_route", _route, apigateway._apigw_error)
    _check_before(apigateway, "_update_route", _updated_route, apigateway._apigw_error)
    _check_before(apigateway, "_create_stage", _stage, apigateway._apigw_error)


def _check_before(module: ModuleType, name: str, check: Callable[..., None], error: _Function) -> None:
    operation: _Function = getattr(module, name)

    @functools.wraps(operation)
    def checked(*arguments: Any) -> Any:  # noqa: ANN401 - MiniStack's responses
        try:
            check(*arguments)
        except apis.RefusedError as refusal:
            return error(refusal.code, str(refusal), refusal.status)
        return operation(*arguments)

    setattr(module, name, checked)


def _resource(api_id: str, parent_id: str, data: _Json) -> None:
    resources = apigateway_v1._resources.get(api_id, {})
    apis.check_parent(resources.get(parent_id, {}).get("pathPart") or "")
    siblings = [each["pathPart"] for each in resources.values() if each.get("parentId") == parent_id]
    if data.get("pathPart") not in siblings:  # which MiniStack refuses
        apis.check_resource(data.get("pathPart") or "", siblings)


def _validator(api_id: str, _data: _Json) -> None:
    if api_id not in apigateway_v1._rest_apis:
        raise apis.RefusedError("Invalid REST API identifier specified")


def _gateway_response(api_id: str, response_type: str) -> None:
    if api_id in apigateway_v1._rest_apis and response_type not in apigateway_v1._gateway_responses.get(api_id, {}):
        raise apis.RefusedError("Gateway response type not defined on api", "NotFoundException", 404)


def _rest_integration(api_id: str, resource_id: str, http_method: str, data: _Json) -> None:
    resource = apigateway_v1._resources.get(api_id, {}).get(resource_id, {})
    if http_method in resource.get("resourceMethods", {}):
        apis.check_rest_integration(data)


def _integration(api_id: str, data: _Json) -> None:
    if _is_http(api_id):
        apis.check_http_integration(data)


def _updated_integration(api_id: str, integration_id: str, data: _Json) -> None:
    if stored := apigateway._integrations.get(api_id, {}).get(integration_id):
        _integration(api_id, {**stored, **data})


def _route(api_id: str, data: _Json) -> None:
    if _is_http(api_id):
        routes = apigateway._routes.get(api_id, {}).values()
        apis.check_route(data.get("routeKey") or "$default", {each["routeKey"] for each in routes})


def _updated_route(api_id: str, route_id: str, data: _Json) -> None:
    routes = apigateway._routes.get(api_id, {})
    if _is_http(api_id) and route_id in routes and "routeKey" in data:
        others = {route["routeKey"] for id_, route in routes.items() if id_ != route_id}
        apis.check_route(data["routeKey"], others)


def _stage(api_id: str, data: _Json) -> None:
    if _is_http(api_id):
        apis.check_stage(data.get("stageName") or "", apigateway._stages.get(api_id, {}))


def _is_http(api_id: str) -> bool:
    return bool(apigateway._apis.get(api_id, {}).get("protocolType") == "HTTP")
