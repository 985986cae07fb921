"""Versions of a REST API's documentation can be created, read, updated and deleted.

https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDocumentationVersion.html
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDocumentationVersion.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack has none. A version has no copy of the parts, which no operation returns but GetExport.
"""

import functools
import json
import re
import time
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import apigateway_v1

_Json = dict[str, Any]
_PATH = re.compile(r"/restapis/([^/]+)/documentation/versions(?:/([^/]+))?")
_MISSING = "Invalid Documentation version specified"
_EXISTING = "Documentation version already exists for this REST API"
# By the id of the API and the name of the version.
_versions = AccountRegionScopedDict()


def apply() -> None:
    """Wrap the handler of the service's requests."""
    handle = apigateway_v1.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401
        if match := _PATH.fullmatch(path):
            api, name = match.groups()
            return _answer(method, api, name, json.loads(body or b"{}"))
        return await handle(method, path, headers, body, query)

    apigateway_v1.handle_request = handle_request


def _answer(method: str, api: str, name: str | None, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    if error := apigateway_v1._validate_documentation_api(api):
        return error
    versions = _versions.setdefault(api, {})
    if name is None:
        found = {"item": list(versions.values())}
        return _create(versions, data) if method == "POST" else apigateway_v1._v1_response(found)
    if name not in versions:
        return apigateway_v1._v1_error("NotFoundException", _MISSING, 404)
    if method == "DELETE":
        del versions[name]
        return 202, {}, b""
    if method == "PATCH":
        apigateway_v1._apply_patch(versions[name], data.get("patchOperations") or [])
    return apigateway_v1._v1_response(versions[name])


def _create(versions: _Json, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    name = data["documentationVersion"]
    if name in versions:
        return apigateway_v1._v1_error("ConflictException", _EXISTING, 409)
    described = {"description": data["description"]} if data.get("description") else {}
    versions[name] = {"version": name, "createdDate": int(time.time()), **described}
    return apigateway_v1._v1_response(versions[name], 201)
