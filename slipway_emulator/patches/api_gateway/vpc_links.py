"""VPC links of REST APIs can be created, read, updated and deleted. No request goes through them.

A new link is pending, and soon available:
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateVpcLink.html
https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack has none.
"""

import functools
import json
import re
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, new_uuid
from ministack.services import apigateway, apigateway_v1

_Json = dict[str, Any]
_PATH = re.compile(r"/vpclinks(?:/([^/]+))?")
_MISSING = "Invalid Vpc Link identifier specified"
_links = AccountRegionScopedDict()


def apply() -> None:
    """Wrap the handler of the requests of both versions, which chooses by the path."""
    handle = apigateway.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401
        if match := _PATH.fullmatch(path):
            return _answer(method, match[1], json.loads(body or b"{}"))
        return await handle(method, path, headers, body, query)

    apigateway.handle_request = handle_request


def _answer(method: str, id_: str | None, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    if id_ is None and method == "POST":
        return _create(data)
    if id_ is None:
        return apigateway_v1._v1_response({"item": list(_links.values())})
    if id_ not in _links:
        return apigateway_v1._v1_error("NotFoundException", _MISSING, 404)
    if method == "DELETE":
        del _links[id_]
        return 202, {}, b""
    if method == "PATCH":
        apigateway_v1._apply_patch(_links[id_], data.get("patchOperations") or [])
    return apigateway_v1._v1_response(_links[id_])


def _create(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    given = {name: data[name] for name in ("name", "description", "targetArns", "tags") if data.get(name)}
    link = {"id": new_uuid()[:6], **given, "status": "AVAILABLE"}
    _links[link["id"]] = link
    return apigateway_v1._v1_response({**link, "status": "PENDING"}, 202)
