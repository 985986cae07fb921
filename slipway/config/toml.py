"""Reading and validating the values of a TOML table."""

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from slipway.errors import SlipwayError

KINDS: dict[type[Any], str] = {
    bool: "true or false",
    dict: "a table",
    list: "a list",
    str: "a string in quotes",
}
_T = TypeVar("_T")


def choices(name: str, known: Collection[str]) -> str:
    """Return the end of an error message about an unknown name: the most similar known one, and all of them."""
    close = difflib.get_close_matches(name, known, n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else ""
    return f"{hint}; there are {', '.join(known) or 'none'}"


def read_file(file: Path, label: str = "") -> dict[str, Any]:
    """Return the tables of a TOML file, which may begin with a byte order mark.

    Args:
        file: file to read.
        label: names the file in error messages (default: its path).

    Raises:
        SlipwayError: the file can't be read, or isn't TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:  # also for bytes that aren't UTF-8
        raise SlipwayError(f"{label or file} is not TOML: {error}") from error
    except OSError as error:
        raise SlipwayError(f"{label or file} can't be read: {error.strerror}") from error


def require(where: str, table: dict[str, Any], key: str, kind: type[_T], default: _T | None = None) -> _T:
    """Return the value of a key.

    Args:
        where: names the table, for error messages.
        table: table from a TOML file.
        key: key of the table.
        kind: the type that the value must have.
        default: default for a missing key; None makes the key required.

    Raises:
        SlipwayError: a required key is missing, or its value has another type.
    """
    value = table.get(key, default)
    if value is None:
        raise SlipwayError(f"{where}: {key} is missing")
    if not isinstance(value, kind):
        raise SlipwayError(f"{where}: {key} must be {KINDS[kind]}, not {value!r}")
    return value


def reject_unknown_keys(where: str, table: dict[str, Any], kind: type[Any], internal: Iterable[str] = ()) -> None:
    """Raise SlipwayError if a key of a table isn't a field of the dataclass ``kind``, or is an internal one."""
    known = sorted({item.name for item in fields(kind)} - {*internal})
    if unknown := sorted(set(table) - set(known)):
        raise SlipwayError(f"{where}: unknown key {unknown[0]!r}{choices(unknown[0], known)}")


def check_pattern(where: str, label: str, value: str, pattern: str, description: str) -> None:
    """Check that a whole value matches a pattern.

    Args:
        where: names the table, for the error message.
        label: names the value.
        value: value to check.
        pattern: a regular expression.
        description: description of valid values.

    Raises:
        SlipwayError: the value doesn't match.
    """
    if not re.fullmatch(pattern, value):
        raise SlipwayError(f"{where}: {label} must be {description}, not {value!r}")
