"""A REST API that becomes private has dualstack addresses, and no API loses a type of endpoint that it doesn't have.

"If your endpoint configuration type is PRIVATE, the only supported IP address type is dualstack":
https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack keeps the type of addresses, and accepts each.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

_NOT_ITS_TYPE = "Invalid patch operation specified. Must be 'add'|'remove'|'replace'"
_REFUSAL = "Only dualstack ipAddressType is supported for Private APIs."


def apply() -> None:
    """Wrap the operation that updates an API."""
    update = apigateway_v1._update_rest_api

    @functools.wraps(update)
    def update_rest_api(api_id: str, data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        endpoint = (apigateway_v1._rest_apis.get(api_id) or {}).get("endpointConfiguration") or {}
        operations = data.get("patchOperations") or []
        becomes_private = any(
            each.get("path", "").startswith("/endpointConfiguration/types") and each.get("value") == "PRIVATE"
            for each in operations
        )
        needs_others = any(
            each.get("path") == "/endpointConfiguration/ipAddressType" and each.get("value") == "ipv4"
            for each in operations
        )
        if needs_others and (becomes_private or "PRIVATE" in endpoint.get("types", [])):
            return apigateway_v1._v1_error("BadRequestException", _REFUSAL, 400)
        if any(_removed_type(each) not in ("", *endpoint.get("types", [])) for each in operations):
            return apigateway_v1._v1_error("BadRequestException", _NOT_ITS_TYPE, 400)
        if becomes_private:
            endpoint.pop("ipAddressType", None)
        return update(api_id, data)

    apigateway_v1._update_rest_api = update_rest_api


def _removed_type(operation: dict[str, Any]) -> str:
    """Return the type of endpoint that an operation removes; empty if it doesn't remove one that it names."""
    path, _, member = operation.get("path", "").rpartition("/")
    if operation.get("op") != "remove" or path != "/endpointConfiguration/types":
        return ""
    return str(operation.get("value") or ("" if member.isdigit() else member))
