"""Parses JSON objects into dataclasses. Unknown keys, missing keys and wrong types are errors."""

import json
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")

_JSON_NAMES = {str: "a string", int: "an integer", bool: "true or false", type(None): "null"}


def parse(kind: type[T], text: str, name: str) -> T:
    """Return an instance of a dataclass from JSON.

    Args:
        kind: a dataclass whose fields are str, int, bool, a string enum, or one of these ``| None``. Its
            ``__post_init__`` may raise ValueError.
        text: a JSON object with the dataclass's field names as keys.
        name: the name of the object in error messages.

    Raises:
        ValueError: the JSON doesn't match the dataclass.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{name} must be a JSON object") from None
    return from_object(kind, values, name)


def from_object(kind: type[T], values: object, name: str) -> T:
    """Return an instance of a dataclass from a parsed JSON object, as `parse` does.

    Raises:
        ValueError: the object doesn't match the dataclass.
    """
    if not isinstance(values, dict):
        raise ValueError(f"{name} must be a JSON object")  # noqa: TRY004 - invalid input, not a wrong type
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # no static type for "a dataclass"
    if unknown := values.keys() - known.keys():
        raise ValueError(f"{name}: unknown key {min(unknown)[:50]!r}; known are {', '.join(sorted(known)) or 'none'}")
    for key, field in known.items():
        if key not in values and field.default is MISSING:
            raise ValueError(f"{name}: {key} is missing")
    hints = get_type_hints(kind)
    return kind(**{key: _typed(hints[key], value, f"{name}: {key}") for key, value in values.items()})


def _typed(hint: Any, value: object, name: str) -> object:  # noqa: ANN401 - a type, or a union of types
    kinds = get_args(hint) or (hint,)
    for kind in kinds:
        # Not isinstance, because bool is a subclass of int.
        if type(value) is kind:
            return value
        if issubclass(kind, Enum) and value in [member.value for member in kind]:
            return kind(value)
    raise ValueError(f"{name} must be {' or '.join(map(_describe, kinds))}")


def _describe(kind: type) -> str:
    if issubclass(kind, Enum):
        return " or ".join(json.dumps(member.value) for member in kind)
    return _JSON_NAMES[kind]
