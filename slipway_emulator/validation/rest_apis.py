"""What API Gateway checks of a REST API's methods and models.

https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html
Most messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

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


def _put_method(values: _Values) -> None:
    if values["httpMethod"] not in _METHODS:
        raise _invalid(f"Invalid HttpMethod specified. Valid options are {','.join(_METHODS)}")
    kind = values["authorizationType"]
    _check_authorization_type(kind)
    if kind in _WITH_AUTHORIZER and not values.get("authorizerId"):
        raise _invalid(_INVALID_AUTHORIZER)


def _update_method(values: _Values) -> None:
    for kind in _patched(values, "/authorizationType"):
        _check_authorization_type(kind)


def _check_authorization_type(kind: str) -> None:
    if kind not in _AUTHORIZATION_TYPES:
        options = ", ".join(_AUTHORIZATION_TYPES)
        raise _invalid(f"Invalid authorization type specified: {kind}. Valid options are [{options}]")


def _create_model(values: _Values) -> None:
    if not values["name"]:
        raise _invalid("Model name must be non-empty")
    _check_schema(values.get("schema", ""), values["contentType"])


def _update_model(values: _Values) -> None:
    for schema in _patched(values, "/schema"):
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


def _patched(values: _Values, path: str) -> Iterator[str]:
    for patch in values.get("patchOperations", []):
        if patch.get("path") == path:
            yield patch.get("value", "")


def _invalid(message: str) -> ServiceError:
    return ServiceError("BadRequestException", message)


RULES = {
    ("apigateway", "CreateModel"): _create_model,
    ("apigateway", "PutMethod"): _put_method,
    ("apigateway", "UpdateMethod"): _update_method,
    ("apigateway", "UpdateModel"): _update_model,
}
