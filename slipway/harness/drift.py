"""Descriptions of the changes in a plan."""

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from slipway.console.output import printable_json

_SHOWN = 80  # characters of a value
_IDLE = (["no-op"], ["read"])
_COMPARED = (["update"], ["delete", "create"], ["create", "delete"])

Path = tuple[str | int, ...]


def is_idle(change: Mapping[str, Any]) -> bool:
    """Return whether a change changes nothing, as reading a data source."""
    return change["actions"] in _IDLE


def describe(name: str, change: Mapping[str, Any]) -> list[str]:
    """Return a line for each attribute that differs, e.g. ``aws_x.y (update): a.b[0]: 1 -> 2``.

    Args:
        name: name of the resource or output.
        change: change in Terraform's JSON format
            (https://developer.hashicorp.com/terraform/internals/json-format#change-representation).
    """
    title = f"{name} ({' and '.join(change['actions'])})"
    if change["actions"] not in _COMPARED:
        return [title]
    masks = (change.get("before_sensitive"), change.get("after_sensitive"))
    return [
        f"{title}: {_dotted(path)}: {'(sensitive)' if _is_masked(masks, path) else values}"
        for path, values in _differing(change.get("before"), change.get("after"), change.get("after_unknown"), ())
    ]


def _differing(before: Any, after: Any, unknown: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - JSON
    old, new = _decoded(before), _decoded(after)
    if unknown is True:
        yield path, f"{_shown(before)} -> (known after apply)"
    elif isinstance(old, dict) and isinstance(new, dict):
        later = unknown or {}
        for key in sorted({*old, *new, *later}):
            yield from _differing(old.get(key), new.get(key), later.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, items in enumerate(zip_longest(old, new, unknown or [])):
            yield from _differing(*items, (*path, index))
    elif old != new:
        yield path, f"{_shown(before)} -> {_shown(after)}"


def _decoded(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the content of a JSON document, such as a policy, since only the start of a long string is shown."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _is_masked(masks: tuple[Any, ...], path: Path) -> bool:
    """Return whether one of the masks, which have True where a sensitive value begins, covers the path."""
    for mask in masks:
        for step in path:
            if isinstance(mask, list):
                mask = dict(enumerate(mask))  # noqa: PLW2901 - one step into the mask
            if isinstance(mask, dict):
                mask = mask.get(step)  # noqa: PLW2901 - as above
        if mask is True:
            return True
    return False


def _dotted(path: Path) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{printable_json(step)[1:-1]}" for step in path)
    return "".join(steps).removeprefix(".") or "value"


def _shown(value: Any) -> str:  # noqa: ANN401 - JSON
    document = _decoded(value)
    text = _expression(value) if document is value else f"jsonencode({_expression(document)})"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _expression(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return a value as Terraform shows it in a plan, on one line, with control characters escaped."""
    if isinstance(value, dict):
        items = ", ".join(f"{_key(key)} = {_expression(value[key])}" for key in sorted(value))
        return f"{{ {items} }}" if items else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_expression, value))}]"
    return printable_json(value)


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else printable_json(key)
