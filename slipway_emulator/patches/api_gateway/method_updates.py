"""A method, its integration and the responses of both can be updated in place.

In a patch operation the slash of a content type is ``~1``, and a parameter's value is whether it is required:
https://docs.aws.amazon.com/apigateway/latest/api/API_PatchOperation.html
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethodResponse.html

MiniStack has no UpdateMethodResponse and no UpdateIntegrationResponse, stores ``application~1json`` as the name,
and ``true`` and ``false`` as strings, so Terraform can't apply a change of a method's parameters or headers.
"""

import functools
import json
import re
from typing import Any

from ministack.services import apigateway_v1

_PATH = re.compile(
    r"/restapis/(?P<api>[^/]+)/resources/(?P<resource>[^/]+)/methods/(?P<verb>[^/]+)"
    r"(?P<integration>/integration)?(?:/responses/(?P<status>[^/]+))?"
)
_BOOLEAN_VALUES = {"true": True, "false": False}
# Booleans of a method and its response. In an integration, members of these names are strings.
_BOOLEANS = ("requestParameters", "responseParameters", "apiKeyRequired")


def apply() -> None:
    """Handle the four updates before MiniStack does."""
    handle = apigateway_v1.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query_params: object) -> object:
        found = _PATH.fullmatch(path) if method == "PATCH" else None
        return _update(found, json.loads(body)) if found else await handle(method, path, headers, body, query_params)

    apigateway_v1.handle_request = handle_request


def _update(found: re.Match[str], request: dict[str, Any]) -> object:
    kind = "integration" if found["integration"] else "method"
    name, keys = f"_get_{kind}", [found["api"], found["resource"], found["verb"]]
    if found["status"]:
        name, keys = f"{name}_response", [*keys, found["status"]]
    get = getattr(apigateway_v1, name)
    response = get(*keys)
    if response[0] != 200:
        return response  # it doesn't exist
    updated = apigateway_v1._resources[found["api"]][found["resource"]]["resourceMethods"][found["verb"]]
    updated = updated["methodIntegration"] if kind == "integration" else updated
    updated = updated[f"{kind}Responses"][found["status"]] if found["status"] else updated
    for operation in request.get("patchOperations", []):
        _patch(updated, operation, () if kind == "integration" else _BOOLEANS)
    return get(*keys)


def _patch(updated: dict[str, Any], operation: dict[str, Any], booleans: tuple[str, ...]) -> None:
    tokens = operation["path"].removeprefix("/").split("/")
    *parents, name = [token.replace("~1", "/").replace("~0", "~") for token in tokens]
    value = operation.get("value")
    if tokens[0] in booleans and value in _BOOLEAN_VALUES:
        value = _BOOLEAN_VALUES[value]
    for parent in parents:
        updated = updated.setdefault(parent, {})
    if operation["op"] == "remove":
        updated.pop(name, None)
    else:
        updated[name] = value
