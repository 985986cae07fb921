"""The route of a new app in the project's OpenAPI document, whose layout stays."""

import copy
import json
import re
from typing import Any

from slipway.errors import SlipwayError


def with_operation(document: str, method: str, path: str, app: str) -> str:
    """Return the document's text with an operation that answers 200 with a JSON object.

    Raises:
        SlipwayError: the document has the route already, or isn't one that this function can add to.
    """
    known = _read(document)
    item = known.get("paths", {}).get(path, {})
    if method.lower() in item:
        raise SlipwayError(f"docs/openapi.json already has {method} {path}")
    operation = _operation(path, app, known=json.dumps(item.get("parameters", [])))
    expected = copy.deepcopy(known)
    expected.setdefault("paths", {}).setdefault(path, {})[method.lower()] = operation
    added = _insert(document, item, method.lower(), path, operation)
    if added is None or json.loads(added) != expected:
        raise SlipwayError(f'docs/openapi.json: add the operation {method} {path} to "paths" yourself, then try again')
    return added


def routes(document: str) -> list[str]:
    """Return the routes that a document describes, e.g. ``GET /movies``.

    Raises:
        SlipwayError: it isn't an OpenAPI document.
    """
    paths = _read(document).get("paths", {})
    return [f"{method.upper()} {path}" for path, item in paths.items() for method in item]


def _read(document: str) -> dict[str, Any]:
    try:
        known = json.loads(document)
    except ValueError as error:
        raise SlipwayError(f"docs/openapi.json isn't an OpenAPI document: {error}") from error
    paths = known.get("paths", {}) if isinstance(known, dict) else None
    if not isinstance(paths, dict) or not all(isinstance(item, dict) for item in paths.values()):
        raise SlipwayError('docs/openapi.json isn\'t an OpenAPI document: it needs "paths", an object for each path')
    return dict(known)


def _operation(path: str, app: str, known: str) -> dict[str, Any]:
    first, *others = app.split("-")
    operation: dict[str, Any] = {
        "operationId": first + "".join(word.capitalize() for word in others),
        "summary": app.replace("-", " ").capitalize(),
    }
    names = [name for name in re.findall(r"\{(.+?)\+?\}", path) if json.dumps(name) not in known]
    if names:
        schema = {"type": "string", "minLength": 1}
        operation["parameters"] = [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]
    content = {"application/json": {"schema": {"type": "object"}}}
    operation["responses"] = {"200": {"description": "An object.", "content": content}}
    return operation


def _insert(document: str, item: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> str | None:
    """Insert it as the first operation of the path, or with its path as the first one."""
    opened = re.search(r'^  "paths"\s*:\s*\{', document, re.MULTILINE)
    if opened and item:
        opened = re.compile(rf"^    {re.escape(json.dumps(path))}\s*:\s*\{{", re.MULTILINE).search(
            document, opened.end()
        )
    if not opened:
        return None
    entry = {method: operation} if item else {path: {method: operation}}
    indent = "      " if item else "    "
    lines = json.dumps(entry, indent=2, ensure_ascii=False).splitlines()[1:-1]
    following = document[opened.end() :]
    comma = "" if following.lstrip().startswith("}") else ","
    text = "\n".join(f"{indent}{line[2:]}" for line in lines)
    return f"{document[: opened.end()]}\n{text}{comma}{following}"
