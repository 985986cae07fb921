"""An API key that is created without a value gets one, no two keys have the same, and it is disabled unless asked.

A value has 20 to 128 letters and digits. GetApiKey and GetApiKeys return values only if ``includeValue`` or
``includeValues`` is true:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-usage-plans-with-console.html
https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html

A key is enabled only if ``enabled`` is true. Names, values and descriptions have a largest size, only four members can
be changed, and the newest key is the first of a list:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json

MiniStack refuses an empty value, which Terraform sends for none, accepts a value again, always returns it, enables a
key unless ``enabled`` is false, takes texts of any size, and changes any member.
"""

import functools
import json
import re
import secrets
import string
from typing import Any

from ministack.services import apigateway_v1

_VALUE = re.compile("[A-Za-z0-9_-]{20,128}")
_GENERATED_LENGTH = 40
_SHORTEST, _LONGEST = 20, 128  # characters
_LONGEST_NAME, _LONGEST_DESCRIPTION = 1024, 125000  # characters
_CHANGEABLE = ("/description", "/enabled", "/name", "/customerId")


def apply() -> None:
    """Wrap the creation and the update of a key, and replace the list of keys."""
    create, update = apigateway_v1._create_api_key, apigateway_v1._update_api_key

    @functools.wraps(create)
    def create_api_key(data: dict[str, Any]) -> object:
        value = data.get("value") or _generate()
        if reason := _refused(data, str(value)):
            return apigateway_v1._v1_error("BadRequestException", reason, 400)
        if any(key["value"] == value for key in apigateway_v1._api_keys.values()):
            return apigateway_v1._v1_error("ConflictException", "API Key already exists", 409)
        return create({"enabled": False, **data, "value": value})

    @functools.wraps(update)
    def update_api_key(key_id: str, data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        if reason := _refused_change(data.get("patchOperations", [])):
            return apigateway_v1._v1_error("BadRequestException", reason, 400)
        status, headers, body = update(key_id, data)
        if status != 200:
            return status, headers, body
        found = {name: value for name, value in json.loads(body).items() if name != "value"}
        return apigateway_v1._v1_response(found)

    apigateway_v1._create_api_key, apigateway_v1._update_api_key = create_api_key, update_api_key
    apigateway_v1._get_api_keys = _get_api_keys
    _hide_values()


def _get_api_keys(query: dict[str, Any]) -> object:
    name = apigateway_v1._qp(query, "name") or ""
    newest_first = reversed(list(apigateway_v1._api_keys.values()))
    return apigateway_v1._v1_paginated_response([key for key in newest_first if key["name"].startswith(name)], query)


def _refused(data: dict[str, Any], value: str) -> str:
    """Return why a key can't be created, empty if it can."""
    if len(data.get("name") or "") > _LONGEST_NAME:
        return f"Invalid API Key name, can be at most {_LONGEST_NAME} characters."
    if len(data.get("description") or "") > _LONGEST_DESCRIPTION:
        return "Invalid API Key description specified."
    if len(value) < _SHORTEST:
        return f"API Key value should be at least {_SHORTEST} characters"
    if len(value) > _LONGEST:
        return f"API Key value exceeds maximum size of {_LONGEST} characters"
    return "" if _VALUE.fullmatch(value) else "API Key value should have 20 to 128 letters and digits"


def _refused_change(operations: list[dict[str, Any]]) -> str:
    for operation in operations:
        path, kind = operation.get("path", ""), operation.get("op")
        if path not in _CHANGEABLE:
            allowed = ", ".join(_CHANGEABLE)
            return f"Invalid patch path  '{path}' specified for op '{kind}'. Must be one of: [{allowed}]"
        if path == "/description" and len(operation.get("value") or "") > _LONGEST_DESCRIPTION:
            return "Invalid API Key description specified."
    return ""


def _generate() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(_GENERATED_LENGTH))


def _hide_values() -> None:
    handle = apigateway_v1.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: dict[str, Any]) -> Any:  # noqa: ANN401
        response = await handle(method, path, headers, body, query)
        parts = path.strip("/").split("/")
        name = "includeValue" if len(parts) > 1 else "includeValues"
        if (method, parts[0]) != ("GET", "apikeys") or response[0] != 200:
            return response
        if str(apigateway_v1._qp(query, name)).lower() == "true":
            return response
        found = json.loads(response[2])
        for key in found.get("item", [found]):
            del key["value"]
        return apigateway_v1._v1_response(found)

    apigateway_v1.handle_request = handle_request
