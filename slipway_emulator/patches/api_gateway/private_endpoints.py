"""A REST API that becomes private has dualstack addresses, and can't have others.

"If your endpoint configuration type is PRIVATE, the only supported IP address type is dualstack":
https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack keeps the type of addresses, and accepts each.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

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
        if becomes_private:
            endpoint.pop("ipAddressType", None)
        return update(api_id, data)

    apigateway_v1._update_rest_api = update_rest_api
