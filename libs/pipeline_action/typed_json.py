"""JSON objects read into dataclasses: nothing unknown, nothing missing, nothing of another type."""

import json
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")

_JSON_NAMES = {str: "a string", int: "an integer", bool: "true or false", type(None): "null"}


def parse(kind: type[T], text: str, what: str) -> T:
    """Return the ``kind`` that ``text`` holds as JSON.

    Args:
        kind: a dataclass whose fields are str, int, bool, a string enum, or one of these ``| None``. Its
            ``__post_init__`` may raise ValueError.
        text: a JSON object with the dataclass's field names as keys.
        what: what the messages call it.

    Raises:
        ValueError: it isn't that; the message says what is wrong.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{what} must be a JSON object") from None
    return from_object(kind, values, what)


def from_object(kind: type[T], values: object, what: str) -> T:
    """Return the ``kind`` that a parsed JSON object stands for; as `parse`.

    Raises:
        ValueError: as `parse`.
    """
    if not isinstance(values, dict):
        raise ValueError(f"{what} must be a JSON object")  # noqa: TRY004 - the text's fault
    names = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # no static type for "a dataclass"
    if unknown := values.keys() - names.keys():
        raise ValueError(f"{what}: unknown key {min(unknown)[:50]!r}; known are {', '.join(sorted(names)) or 'none'}")
    for name, field in names.items():
        if name not in values and field.default is MISSING:
            raise ValueError(f"{what}: {name} is missing")
    hints = get_type_hints(kind)
    return kind(**{name: _typed(hints[name], value, f"{what}: {name}") for name, value in values.items()})


def _typed(hint: Any, value: object, name: str) -> object:  # noqa: ANN401 - a type, or a union of types
    kinds = get_args(hint) or (hint,)
    for kind in kinds:
        # Not isinstance: bool is a subclass of int.
        if type(value) is kind:
            return value
        if issubclass(kind, Enum) and value in [member.value for member in kind]:
            return kind(value)
    raise ValueError(f"{name} must be {' or '.join(map(_described, kinds))}")


def _described(kind: type) -> str:
    if issubclass(kind, Enum):
        return " or ".join(json.dumps(member.value) for member in kind)
    return _JSON_NAMES[kind]
