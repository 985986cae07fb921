"""UpdateGatewayResponse changes the status, the parameters and the templates of a gateway response.

https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateGatewayResponse.html
https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateGatewayResponse-Patch
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack doesn't have the operation.
"""

import copy
import functools
import json
import re
from typing import Any

from ministack.services import apigateway_v1

_Json = dict[str, Any]
_PATH = re.compile(r"/restapis/([^/]+)/gatewayresponses/([^/]+)")


def apply() -> None:
    """Wrap the handler of the service's requests."""
    handle = apigateway_v1.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401
        match = _PATH.fullmatch(path)
        if match and method == "PATCH":
            return _update(match[1], match[2], json.loads(body or b"{}"))
        return await handle(method, path, headers, body, query)

    apigateway_v1.handle_request = handle_request


def _update(api: str, kind: str, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    if error := apigateway_v1._validate_gateway_response_target(api, kind):
        return error
    responses = apigateway_v1._gateway_responses.setdefault(api, {})
    changed = copy.deepcopy(apigateway_v1._gateway_response_for_type(responses, kind))
    apigateway_v1._apply_patch(changed, data.get("patchOperations") or [])
    responses[kind] = {**changed, "defaultResponse": False}
    return apigateway_v1._v1_response(responses[kind])
