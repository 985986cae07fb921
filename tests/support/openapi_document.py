"""The OpenAPI documents of the APIs, and checks of responses against them."""

import json
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


def read_document(path: str) -> Any:
    """Return a document of the repository, in which not every example has to be."""
    return json.loads((_ROOT / path).read_text())


DOCUMENT = read_document("docs/openapi.json")
_METHODS = ("get", "post", "put", "delete", "patch", "head", "options")


def operations(document: Any = DOCUMENT) -> dict[tuple[str, str], Any]:
    """Return (path, method) -> operation."""
    return {
        (path, method): item[method]
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    }


def resolve(part: Any, document: Any = DOCUMENT) -> Any:
    """Follow a reference within the document."""
    if "$ref" in part:
        target = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        return resolve(target, document)
    return part


def schema_errors(schema: Any, value: Any, document: Any = DOCUMENT) -> list[str]:
    """Return the violations of a schema of the document by a value."""
    # All workers import this module, for the list of operations; few check a value, for which these take 0.1 s of CPU.
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    contents, root = (_as_json_schema(part) for part in (document, schema))
    resource = Resource(contents=contents, specification=DRAFT202012)
    registry: Any = Registry().with_resource("urn:document", resource)
    root = json.loads(json.dumps(root).replace('"#/', '"urn:document#/'))
    return [error.message for error in Draft202012Validator(root, registry=registry).iter_errors(value)]


def _as_json_schema(part: Any) -> Any:
    """Return a part of a document with JSON Schema's way to allow null, instead of that of OpenAPI 3.0."""
    if isinstance(part, list):
        return [_as_json_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    converted = {name: _as_json_schema(value) for name, value in part.items() if name != "nullable"}
    return converted | {"type": [part["type"], "null"]} if part.get("nullable") else converted


def broken_promises(
    path: str, method: str, status: int, headers: Any, body: str, document: Any = DOCUMENT
) -> list[str]:
    """Return the differences between a response and the document."""
    responses = operations(document)[path, method.lower()]["responses"]
    if str(status) not in responses:
        return [f"{method} {path} answered {status}; the document has {', '.join(responses)}"]
    promise = resolve(responses[str(status)], document)
    promised = {name: resolve(header, document) for name, header in promise.get("headers", {}).items()}
    errors = [f"{name}: missing" for name, header in promised.items() if header.get("required") and name not in headers]
    for name in filter(headers.__contains__, promised):  # e2e tests have headers of any case
        errors += [f"{name}: {error}" for error in schema_errors(promised[name]["schema"], headers[name], document)]
    if "content" not in promise:
        return errors + (["the document has no body"] if body else [])
    schema = promise["content"]["application/json"]["schema"]
    return errors + schema_errors(schema, json.loads(body), document)
