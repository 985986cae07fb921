"""A method, its integration and the responses of both can be changed in place.

A patch names a content type with its slash as ``~1``, and says of a parameter whether it is required:
https://docs.aws.amazon.com/apigateway/latest/api/API_PatchOperation.html
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethodResponse.html

MiniStack 1.5.33 has no UpdateMethodResponse and no UpdateIntegrationResponse, keeps ``application~1json`` as the name,
and the words ``true`` and ``false``, so that Terraform can't apply a change of a method's parameters or headers.
"""

import functools
import json
import re
from typing import Any

from ministack.services import apigateway_v1

_PATH = re.compile(
    r"/restapis/(?P<api>[^/]+)/resources/(?P<resource>[^/]+)/methods/(?P<verb>[^/]+)"
    r"(?P<integration>/integration)?(?:/responses/(?P<status>\d+))?"
)
_WORDS = {"true": True, "false": False}
# Booleans of a method and its response. Of integrations, the members of such names are strings.
_BOOLEANS = ("requestParameters", "responseParameters", "apiKeyRequired")


def apply() -> None:
    """Answer the four updates before MiniStack does."""
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
    answer = get(*keys)
    if answer[0] != 200:
        return answer  # there is no such thing
    changed = apigateway_v1._resources[found["api"]][found["resource"]]["resourceMethods"][found["verb"]]
    changed = changed["methodIntegration"] if kind == "integration" else changed
    changed = changed[f"{kind}Responses"][found["status"]] if found["status"] else changed
    for operation in request.get("patchOperations", []):
        _patch(changed, operation, () if kind == "integration" else _BOOLEANS)
    return get(*keys)


def _patch(changed: dict[str, Any], operation: dict[str, Any], booleans: tuple[str, ...]) -> None:
    tokens = operation["path"].removeprefix("/").split("/")
    *parents, name = [token.replace("~1", "/").replace("~0", "~") for token in tokens]
    value = operation.get("value")
    if tokens[0] in booleans and value in _WORDS:
        value = _WORDS[value]
    for parent in parents:
        changed = changed.setdefault(parent, {})
    if operation["op"] == "remove":
        changed.pop(name, None)
    else:
        changed[name] = value
