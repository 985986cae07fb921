"""What an invocation did, as lines of text, and the difference between two invocations."""

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from slipway.console.output import printable, printable_json
from slipway.local.invocations import Recorded

# What differs each time although a function does the same: ids, spans, and times in ISO 8601, seconds and milliseconds.
_CHANGING = re.compile(
    r"\b[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b"  # a traceparent
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
    r"|\b[12]\d{9}(\d{3})?(\.\d+)?\b"
    r"|\b[0-9a-f]{32,}\b",
    re.IGNORECASE,
)
_NOT_COMPARED = ("stackTrace", "requestId")


def lines(invocation: Recorded) -> list[str]:
    """Return the calls of an invocation with their input, and the response, a line for each value."""
    found = []
    for call in invocation.calls:
        error = f", refused: {call['error']}" if "error" in call else ""
        found += [f"{call['operation']}{error}", *(f"  {line}" for line in _values("", call["input"]))]
    return [*found, *response_lines(invocation.response, failed=invocation.failed)]


def response_lines(response: Any, *, failed: bool) -> list[str]:  # noqa: ANN401 - any JSON value
    """Return a response, or an error without its stack trace, a line for each value."""
    return ["failed" if failed else "returned", *(f"  {line}" for line in _values("", response))]


def difference(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], bool]:
    """Return all lines, with ``-`` if they are only in the first, ``+`` if only in the second, and whether any is.

    Ids and times are equal to each other, since they are new in each invocation.
    """
    matcher = difflib.SequenceMatcher(None, [*map(_masked, before)], [*map(_masked, after)], autojunk=False)
    found = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            found += [f"  {line}" for line in after[new_start:new_end]]
        else:
            found += [f"- {line}" for line in before[start:end]] + [f"+ {line}" for line in after[new_start:new_end]]
    return found, any(line[0] != " " for line in found)


def _masked(line: str) -> str:
    return _CHANGING.sub("*", line)


def _values(path: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield ``path = value`` for each value in a value; JSON in a text is read, and lines of a text are kept."""
    inner = _document(value)
    if isinstance(inner, dict) and inner:
        for name in sorted(inner):
            if name not in _NOT_COMPARED:
                yield from _values(f"{path}.{name}" if path else name, inner[name])
    elif isinstance(inner, list) and inner:
        for number, item in enumerate(inner):
            yield from _values(f"{path}[{number}]", item)
    elif isinstance(inner, str) and "\n" in inner.strip():
        yield f"{printable(path)} ="
        yield from (f"  {printable(line)}" for line in inner.splitlines())
    else:
        yield f"{printable(path)} = {printable_json(inner)}" if path else printable_json(inner)


def _document(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the object or list in a text of JSON; any other value as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
