"""An API key that is created without a value gets one, no two keys have the same, and it is disabled unless asked.

A value has 20 to 128 letters and digits. GetApiKey and GetApiKeys return values only if ``includeValue`` or
``includeValues`` is true:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-usage-plans-with-console.html
https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html

A key is enabled only if ``enabled`` is true:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json

MiniStack refuses an empty value, which Terraform sends for none, accepts a value again, always returns it, and enables
a key unless ``enabled`` is false.
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


def apply() -> None:
    """Wrap the creation of a key."""
    create = apigateway_v1._create_api_key

    @functools.wraps(create)
    def create_api_key(data: dict[str, Any]) -> object:
        value = data.get("value") or _generate()
        if not _VALUE.fullmatch(str(value)):
            message = "API Key value should be at least 20 characters"
            if len(str(value)) >= 20:
                message = "API Key value should have 20 to 128 letters and digits"
            return apigateway_v1._v1_error("BadRequestException", message, 400)
        if any(key["value"] == value for key in apigateway_v1._api_keys.values()):
            return apigateway_v1._v1_error("ConflictException", "API Key already exists", 409)
        return create({"enabled": False, **data, "value": value})

    apigateway_v1._create_api_key = create_api_key
    _hide_values()


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
