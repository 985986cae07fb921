"""Reads an action's UserParameters: a JSON object, or a query string such as ``alias=test&maxAttempts=10``."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints
from urllib.parse import parse_qsl

from pipeline_action.typed_json import from_object

P = TypeVar("P")

_NAME = "UserParameters"
_BOOLEANS = {"true": True, "false": False}


def read_parameters(kind: type[P], text: str) -> P:
    """Return the parameters as an instance of a dataclass.

    A key has the name of a field, or the same name in camel case: ``max_attempts`` or ``maxAttempts``. In a query
    string, the type of the field decides what a value is.

    Args:
        kind: a dataclass, as `typed_json.from_object` takes one.
        text: the action's UserParameters.

    Raises:
        ValueError: the text doesn't match the dataclass.
    """
    stripped = text.strip()
    pairs = _json_pairs(stripped) if stripped[:1] in ("{", "[", "") else _query_pairs(kind, stripped)
    values: dict[str, object] = {}
    for key, value in pairs:
        name = _field_name(key)
        if name in values:
            raise ValueError(f"{_NAME}: {name} is given twice")
        values[name] = value
    return from_object(kind, values, _NAME)


def _json_pairs(text: str) -> list[tuple[str, object]]:
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, _Pairs):
        raise ValueError(f"{_NAME} must be a JSON object, or a query string such as name=value")  # noqa: TRY004
    return pairs


class _Pairs(list[tuple[str, object]]):
    """The keys and values of a JSON object, with keys that occur twice."""


def _query_pairs(kind: type[Any], text: str) -> list[tuple[str, object]]:
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise ValueError(f"{_NAME} must be a JSON object, or a query string such as name=value") from None
    return [(key, _typed(hints, name, value) if (name := _field_name(key)) in known else value) for key, value in pairs]


def _typed(hints: Mapping[str, Any], name: str, value: str) -> object:
    """Return a value of a query string as the type of its field, or unchanged if it isn't of that type."""
    kinds = get_args(hints[name]) or (hints[name],)
    if bool in kinds and value in _BOOLEANS:
        return _BOOLEANS[value]
    if int in kinds and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    return value


def _field_name(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f"_{match[1].lower()}", key)
