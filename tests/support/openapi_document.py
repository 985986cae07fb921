"""docs/openapi.json, and checks of responses against it."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
_METHODS = ("get", "post", "put", "delete", "patch", "head", "options")


def operations() -> dict[tuple[str, str], Any]:
    """Return (path, method) -> operation."""
    return {
        (path, method): item[method]
        for path, item in DOCUMENT["paths"].items()
        for method in _METHODS
        if method in item
    }


def resolve(part: Any) -> Any:
    """Follow a reference within the document."""
    if "$ref" in part:
        target = DOCUMENT
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        return resolve(target)
    return part


def schema_errors(schema: Any, value: Any) -> list[str]:
    """Return the violations of a schema of the document by a value."""
    document = Resource(contents=DOCUMENT, specification=DRAFT202012)
    registry: Any = Registry().with_resource("urn:document", document)
    root = json.loads(json.dumps(schema).replace('"#/', '"urn:document#/'))
    return [error.message for error in Draft202012Validator(root, registry=registry).iter_errors(value)]


def broken_promises(path: str, method: str, status: int, headers: Any, body: str) -> list[str]:
    """Return the differences between a response and the document."""
    responses = operations()[path, method.lower()]["responses"]
    if str(status) not in responses:
        return [f"{method} {path} answered {status}; the document has {', '.join(responses)}"]
    promise = resolve(responses[str(status)])
    promised = {name: resolve(header) for name, header in promise.get("headers", {}).items()}
    errors = [f"{name}: missing" for name, header in promised.items() if header.get("required") and name not in headers]
    for name in filter(headers.__contains__, promised):  # e2e tests have headers of any case
        errors += [f"{name}: {error}" for error in schema_errors(promised[name]["schema"], headers[name])]
    if "content" not in promise:
        return errors + (["the document has no body"] if body else [])
    return errors + schema_errors(promise["content"]["application/json"]["schema"], json.loads(body))
