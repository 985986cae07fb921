"""What API Gateway checks of a REST API's methods and models.

https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html
Most messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import json
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import rest_api_patches

_Values = Mapping[str, Any]
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY")
_AUTHORIZATION_TYPES = ("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS")
_WITH_AUTHORIZER = ("CUSTOM", "COGNITO_USER_POOLS")
_INVALID_AUTHORIZER = (
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid "
    "authorizer."
)
_EMPTY_MODEL = "Model schema must have at least 1 property or array items defined"
_INVALID_MODEL = "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]"


def _create_rest_api(values: _Values) -> None:
    if values.get("description") == "":
        raise _invalid("Description cannot be an empty string")
    endpoint = values.get("endpointConfiguration") or {}
    types = endpoint.get("types")
    if types is not None and not types:
        raise _invalid("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.")
    if types and len(types) > 1:
        raise _invalid("Cannot create an api with multiple Endpoint Types.")
    if types == ["PRIVATE"] and endpoint.get("ipAddressType") == "ipv4":
        raise _invalid("Only dualstack ipAddressType is supported for Private APIs.")
    rest_api_patches.check_compression(values.get("minimumCompressionSize"))


def _put_method(values: _Values) -> None:
    if values["httpMethod"] not in _METHODS:
        raise _invalid(f"Invalid HttpMethod specified. Valid options are {','.join(_METHODS)}")
    kind = values["authorizationType"]
    _check_authorization_type(kind)
    if kind in _WITH_AUTHORIZER and not values.get("authorizerId"):
        raise _invalid(_INVALID_AUTHORIZER)
    names = [name.rpartition(".")[2] for name in values.get("requestParameters") or {}]
    if len(set(names)) < len(names):
        raise _invalid("Parameter names must be unique across querystring, header and path")


def _update_method(values: _Values) -> None:
    for kind in rest_api_patches.values_of(values, "/authorizationType"):
        _check_authorization_type(kind)


def _check_authorization_type(kind: str) -> None:
    if kind not in _AUTHORIZATION_TYPES:
        options = ", ".join(_AUTHORIZATION_TYPES)
        raise _invalid(f"Invalid authorization type specified: {kind}. Valid options are [{options}]")


def _put_integration_response(values: _Values) -> None:
    for name in values.get("responseTemplates") or {}:
        if "/" not in name:
            raise _invalid(f"Validation Result: warnings : [], errors : [Invalid content type specified: {name}]")


def _create_model(values: _Values) -> None:
    if not values["name"]:
        raise _invalid("Model name must be non-empty")
    _check_schema(values.get("schema", ""), values["contentType"])


def _update_model(values: _Values) -> None:
    rest_api_patches.check_model(values)
    for schema in rest_api_patches.values_of(values, "/schema"):
        _check_schema(schema, "application/json")


def _check_schema(schema: str, content_type: str) -> None:
    if not schema:
        raise _invalid(_EMPTY_MODEL)
    if "json" not in content_type:
        return
    try:
        document = json.loads(schema)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _invalid(_INVALID_MODEL)


def _invalid(message: str) -> ServiceError:
    return ServiceError("BadRequestException", message)


RULES = {
    **rest_api_patches.RULES,
    ("apigateway", "CreateModel"): _create_model,
    ("apigateway", "CreateRestApi"): _create_rest_api,
    ("apigateway", "PutIntegrationResponse"): _put_integration_response,
    ("apigateway", "PutMethod"): _put_method,
    ("apigateway", "UpdateMethod"): _update_method,
    ("apigateway", "UpdateModel"): _update_model,
}
