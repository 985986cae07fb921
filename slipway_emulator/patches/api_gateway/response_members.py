"""The responses of REST APIs' operations have the members that AWS's have: none that is empty, and AWS's status.

A REST API is edge-optimized by default, and its endpoint has a type of addresses. A resource has its methods, and a
deployment its summary, only if they are asked for. An id that isn't found is named with the account:
https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/apigateway

MiniStack returns empty texts, lists and objects, which AWS omits, and its default is a regional API.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import apigateway_v1

from slipway_emulator.models import service_models

_Json = dict[str, Any]
_OMITTED_IF_EMPTY = {
    *(
        "accessLogSettings",
        "authorizationScopes",
        "binaryMediaTypes",
        "description",
        "identityValidationExpression",
        "name",
    ),
    *("integrationResponses", "methodResponses", "operationName", "pathPart", "providerARNs", "requestModels"),
    *("requestParameters", "requestTemplates", "resourceMethods", "responseTemplates", "tags", "uri", "variables"),
    "version",
}
_OMITTED_UNLESS_GIVEN = ("selectionPattern", "responseModels", "responseParameters")
# Members whose value, or each of whose values, has members that may be empty.
_NESTED = ("item", "items", "methodIntegration")
_NESTED_BY_NAME = ("integrationResponses", "methodResponses", "resourceMethods")
_API = re.compile(r"/restapis/([^/]+)(/.*)?")
# The requests whose response has tags, even if there are none.
_TAGGED = re.compile(r"(?:(?:GET|PATCH|PUT) /restapis|PATCH /apikeys)/[^/]+")
_UNKNOWN_API = "Invalid API identifier specified"
_OK = range(200, 300)


def apply() -> None:
    """Wrap the handler of requests, and the creation of an API."""
    handle, create = apigateway_v1.handle_request, apigateway_v1._create_rest_api

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401
        response = await handle(method, path, headers, body, query)
        status, response_headers, text = response
        if status not in _OK:
            return status, response_headers, _named(text, path)
        status = _status(method, path, headers, query) or status
        if not (isinstance(text, bytes) and text.startswith(b"{")) or path.rpartition("/")[0].endswith("/exports"):
            return status, response_headers, text
        shaped = _shaped(json.loads(text), str(query.get("embed", "")))
        if _TAGGED.fullmatch(f"{method} {path}"):
            shaped.setdefault("tags", {})
        return status, response_headers, json.dumps(shaped).encode()

    @functools.wraps(create)
    def create_rest_api(data: _Json) -> object:
        configuration = data.get("endpointConfiguration") or {}
        return create({**data, "endpointConfiguration": {"types": ["EDGE"], **configuration}})

    apigateway_v1.handle_request, apigateway_v1._create_rest_api = handle_request, create_rest_api
    apigateway_v1._put_integration_response = _storing_the_given(
        apigateway_v1._put_integration_response, lambda method: method["methodIntegration"]["integrationResponses"]
    )
    apigateway_v1._put_method_response = _storing_the_given(
        apigateway_v1._put_method_response, lambda method: method["methodResponses"]
    )


def _storing_the_given(put: Callable[..., Any], stored_in: Callable[[_Json], _Json]) -> Callable[..., Any]:
    """Return an operation that stores a response with the members that were given, which may be empty."""

    @functools.wraps(put)
    def put_response(api_id: str, resource_id: str, verb: str, code: str, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's
        response = put(api_id, resource_id, verb, code, data)
        if response[0] not in _OK:
            return response
        stored = stored_in(apigateway_v1._resources[api_id][resource_id]["resourceMethods"][verb])[code]
        for name in _OMITTED_UNLESS_GIVEN:
            if data.get(name) is None:
                stored.pop(name, None)
        return apigateway_v1._v1_response(stored, response[0])

    return put_response


def _status(method: str, path: str, headers: _Json, query: _Json) -> int:
    """Return the status of an operation's success by its model, 0 if there is no such operation."""
    request = service_models.Request("apigateway", method, path, headers, b"", query)
    found = service_models.routed_operation("apigateway", request)
    return int(found[0].http.get("responseCode") or 0) if found else 0


def _named(text: bytes, path: str) -> bytes:
    api = _API.fullmatch(path)
    old, new = f'"{_UNKNOWN_API}"', f'"{_UNKNOWN_API} {get_account_id()}:{api[1] if api else ""}"'
    return text.replace(old.encode(), new.encode()) if api else text


def _shaped(found: _Json, embedded: str) -> _Json:
    shaped = {}
    for name, value in found.items():
        if (
            (name in _OMITTED_IF_EMPTY and not value)
            or name == "apiStatus"
            or (name == "apiSummary" and "apisummary" not in embedded)
        ):
            continue
        if name == "connectionType" and value == "INTERNET":
            continue
        shaped[name] = _nested(name, value, embedded)
    if "endpointConfiguration" in shaped and "types" in shaped["endpointConfiguration"]:
        kind = "dualstack" if "PRIVATE" in shaped["endpointConfiguration"]["types"] else "ipv4"
        shaped["endpointConfiguration"] = {"ipAddressType": kind, **shaped["endpointConfiguration"]}
    if "stageName" in shaped and "deploymentId" in shaped:
        shaped = {"cacheClusterStatus": "NOT_AVAILABLE", **shaped}
    return shaped


def _nested(name: str, value: Any, embedded: str) -> Any:  # noqa: ANN401 - JSON
    if name == "resourceMethods" and "methods" not in embedded:
        return {key: {} for key in value}
    if name in _NESTED_BY_NAME and isinstance(value, dict):
        return {key: _nested(_NESTED[0], each, embedded) for key, each in value.items()}
    if name == "responseTemplates" and isinstance(value, dict):
        return {key: each or None for key, each in value.items()}
    if name not in _NESTED:
        return value
    if isinstance(value, list):
        return [_nested(name, each, embedded) for each in value]
    return _shaped(value, embedded) if isinstance(value, dict) else value
