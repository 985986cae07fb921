"""Validates JSON against the subset of JSON Schema that this project's schemas use.

Every import costs time at each cold start: fastjsonschema takes 7 to 9 ms, jsonschema 85 ms, this file less than one.
A property test compares its results with fastjsonschema's. `load` rejects a schema with any other keyword, so no
keyword is ever silently ignored.
"""

import json
import os
import re
from typing import Any

_ANY = r"[^\u0000-\u001f\u007f-\u009f]*"
_VISIBLE = r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff]"
TEXT = f"^{_ANY}{_VISIBLE}{_ANY}$"
"""A pattern for strings that have a visible character, and no control characters.

``\\S`` isn't enough: U+FEFF is a space in ECMA 262 only, whose patterns JSON Schema and API Gateway's models have, and
some characters that can't be seen, such as U+200B, aren't spaces.
"""

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
    """Return a schema from its JSON text.

    Raises:
        ValueError: `find_error` doesn't support the schema.
    """
    schema: dict[str, Any] = json.loads(text)
    _check_supported(schema)
    return schema


def load_beside(module_file: str, name: str) -> dict[str, Any]:
    """Return a schema from a file in the folder of a module.

    Args:
        module_file: the module's ``__file__``.
        name: name of the schema's file.

    Raises:
        ValueError: see `load`.
        OSError: the file can't be read.
    """
    path = os.path.join(os.path.dirname(module_file), name)  # noqa: PTH118, PTH120 - pathlib's import takes longer
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as above
        return load(file.read())


def _check_supported(schema: dict[str, Any]) -> None:
    kind = schema.get("type")
    if kind not in list(_KEYWORDS):  # a list, because the type may be unhashable
        raise ValueError(f"unsupported type in a schema: {kind!r}")
    if unknown := schema.keys() - _ANNOTATIONS - _KEYWORDS[kind]:
        raise ValueError(f"unsupported keywords in a schema of type {kind}: {sorted(unknown)}")
    if schema.get("additionalProperties", False) is not False:
        raise ValueError("additionalProperties must be false, or absent")
    if schema.get("uniqueItems") and schema.get("items", {}).get("type") != "string":
        raise ValueError("uniqueItems is supported for arrays of strings only")
    for part in [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])]:
        _check_supported(part)


def find_error(schema: dict[str, Any], value: object, name: str = "body") -> str | None:
    """Return the first error in a value, e.g. ``rating is missing``; None if the value is valid.

    Args:
        schema: a schema from `load`.
        value: a value from `json.loads`.
        name: the name of the value in the message. Its members are named after their keys.
    """
    kind = schema["type"]
    # bool is a subclass of int, but JSON's true is not a number.
    if isinstance(value, bool) or not isinstance(value, _PYTHON_TYPES[kind]):
        return f"{name} must be {_WITH_ARTICLE[kind]}"
    error: str | None = _CHECKS[kind](schema, value, name)
    return error


def _object(schema: dict[str, Any], value: dict[str, Any], name: str) -> str | None:
    properties: dict[str, Any] = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            return f"{key} is missing"
    if "additionalProperties" in schema and (unknown := value.keys() - properties.keys()):
        return f"{name} has an unknown field: {min(unknown)[:50]!r}"
    errors = (find_error(properties[key], value[key], key) for key in properties if key in value)
    return next(filter(None, errors), None)


def _array(schema: dict[str, Any], value: list[Any], name: str) -> str | None:
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        return f"{name} must have at most {schema['maxItems']} items"
    if "items" in schema:
        errors = (find_error(schema["items"], item, f"{name}[{index}]") for index, item in enumerate(value))
        if error := next(filter(None, errors), None):
            return error
    if schema.get("uniqueItems") and len(set(value)) < len(value):
        return f"{name} must not contain duplicates"
    return None


def _string(schema: dict[str, Any], value: str, name: str) -> str | None:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", len(value))
    if not shortest <= len(value) <= longest:
        limit = f"at least {shortest}" if len(value) < shortest else f"at most {longest}"
        return f"{name} must have {limit} character{'s' * (not limit.endswith(' 1'))}"
    if "pattern" in schema and not re.search(_python_pattern(schema["pattern"]), value):
        is_text = schema["pattern"] == TEXT
        rule = "not be blank or have control characters" if is_text else f"match {schema['pattern']}"
        return f"{name} must {rule}"
    return None


def _python_pattern(pattern: str) -> str:
    """Return a pattern of ECMA 262 for Python, whose ``$`` also matches before a line break at the end."""
    return rf"{pattern[:-1]}\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern


def _number(schema: dict[str, Any], value: float, name: str) -> str | None:
    # "not >=" rather than "<", so that NaN is an error: every comparison with it is false.
    if "minimum" in schema and not value >= schema["minimum"]:
        return f"{name} must be at least {schema['minimum']}"
    if "maximum" in schema and not value <= schema["maximum"]:
        return f"{name} must be at most {schema['maximum']}"
    return None


_CHECKS: dict[str, Any] = {"object": _object, "array": _array, "string": _string, "number": _number}
