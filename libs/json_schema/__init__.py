"""Validates JSON against the part of JSON Schema that this project's schemas use.

An API function pays for every import at each cold start: fastjsonschema costs 7 to 9 ms, jsonschema 85 ms,
this file less than one. A property test holds it to fastjsonschema's verdicts, and a schema that uses
anything else is refused when it is loaded, so no keyword is ever passed over in silence.
"""

import json
import re
from typing import Any

_ANNOTATIONS = {"$schema", "title", "description", "type"}
_KEYWORDS = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "maxItems", "uniqueItems"},
    "string": {"minLength", "maxLength", "pattern"},
    "number": {"minimum", "maximum"},
}
_PYTHON_TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "number": (int, float)}
_WITH_ARTICLE = {"object": "an object", "array": "an array", "string": "a string", "number": "a number"}


def load(text: str) -> dict[str, Any]:
    """Return the schema that ``text`` holds as JSON.

    Raises:
        ValueError: the schema uses something that `violation` doesn't check.
    """
    schema: dict[str, Any] = json.loads(text)
    _refuse_unsupported(schema)
    return schema


def _refuse_unsupported(schema: dict[str, Any]) -> None:
    kind = schema.get("type")
    if kind not in list(_KEYWORDS):  # a list: the type may be one, which no dict looks up
        raise ValueError(f"unsupported type in a schema: {kind!r}")
    if unknown := schema.keys() - _ANNOTATIONS - _KEYWORDS[kind]:
        raise ValueError(f"unsupported keywords in a schema of type {kind}: {sorted(unknown)}")
    if schema.get("additionalProperties", False) is not False:
        raise ValueError("additionalProperties must be false, or absent")
    if schema.get("uniqueItems") and schema.get("items", {}).get("type") != "string":
        raise ValueError("uniqueItems is supported for arrays of strings only")
    for part in [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])]:
        _refuse_unsupported(part)


def violation(schema: dict[str, Any], value: object, name: str = "body") -> str | None:
    """Say how ``value`` breaks ``schema``: the first problem in words, or None when there is none.

    Args:
        schema: as returned by `load`.
        value: what `json.loads` returned.
        name: what the message calls the value; its parts are called by their own names.
    """
    kind = schema["type"]
    # bool is a subclass of int; in JSON it is no number.
    if isinstance(value, bool) or not isinstance(value, _PYTHON_TYPES[kind]):
        return f"{name} must be {_WITH_ARTICLE[kind]}"
    problem: str | None = _CHECKS[kind](schema, value, name)
    return problem


def _object(schema: dict[str, Any], value: dict[str, Any], name: str) -> str | None:
    properties: dict[str, Any] = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            return f"{key} is missing"
    if "additionalProperties" in schema and (unknown := value.keys() - properties.keys()):
        return f"{name} has an unknown field: {min(unknown)[:50]!r}"
    problems = (violation(properties[key], value[key], key) for key in properties if key in value)
    return next(filter(None, problems), None)


def _array(schema: dict[str, Any], value: list[Any], name: str) -> str | None:
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        return f"{name} must have at most {schema['maxItems']} items"
    if "items" in schema:
        problems = (violation(schema["items"], item, f"{name}[{index}]") for index, item in enumerate(value))
        if problem := next(filter(None, problems), None):
            return problem
    if schema.get("uniqueItems") and len(set(value)) < len(value):
        return f"{name} must not hold anything twice"
    return None


def _string(schema: dict[str, Any], value: str, name: str) -> str | None:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", len(value))
    if not shortest <= len(value) <= longest:
        limit = f"at least {shortest}" if len(value) < shortest else f"at most {longest}"
        return f"{name} must have {limit} character{'s' * (not limit.endswith(' 1'))}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        # The one pattern in use asks for a character that is no white space.
        return f"{name} must not be blank" if schema["pattern"] == r"\S" else f"{name} must match {schema['pattern']}"
    return None


def _number(schema: dict[str, Any], value: float, name: str) -> str | None:
    # Written so that NaN, which compares false with everything, is refused.
    if "minimum" in schema and not value >= schema["minimum"]:
        return f"{name} must be at least {schema['minimum']}"
    if "maximum" in schema and not value <= schema["maximum"]:
        return f"{name} must be at most {schema['maximum']}"
    return None


_CHECKS: dict[str, Any] = {"object": _object, "array": _array, "string": _string, "number": _number}
