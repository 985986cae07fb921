"""Values out of a table of a TOML file that a person has written."""

import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

from slipway.errors import SlipwayError

KINDS: dict[type[Any], str] = {str: "a string in quotes", dict: "a table"}
_T = TypeVar("_T")


def require(where: str, table: dict[str, Any], key: str, kind: type[_T], default: _T | None = None) -> _T:
    """Return the value of a key.

    Raises:
        SlipwayError: it is missing and has no default, or is of another kind.
    """
    value = table.get(key, default)
    if value is None:
        raise SlipwayError(f"{where}: {key} is missing")
    if not isinstance(value, kind):
        raise SlipwayError(f"{where}: {key} must be {KINDS[kind]}, not {value!r}")
    return value


def reject_unknown_keys(where: str, table: dict[str, Any], kind: type[Any], besides: Iterable[str] = ()) -> None:
    """Raise SlipwayError if a key of the table is no field of the dataclass, or one of those besides."""
    known = sorted({item.name for item in fields(kind)} - {*besides})
    if unknown := sorted(set(table) - set(known)):
        raise SlipwayError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(known)}")


def check_pattern(where: str, what: str, value: str, pattern: str, description: str) -> None:
    """Raise SlipwayError, with a description of what to write, unless the whole value matches a pattern."""
    if not re.fullmatch(pattern, value):
        raise SlipwayError(f"{where}: {what} must be {description}, not {value!r}")
