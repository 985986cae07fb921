"""Standard output, whose reader may end early, as in ``slipway deploy | head``."""

import json
import os
import sys
from collections.abc import Mapping


def open_closed() -> None:
    """Discard output to a closed stream, as in ``slipway status >&-`` or ``2>&-``.

    Python sets a closed stream to None, and prints to stdout when stderr is None.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def printable(text: str) -> str:
    """Return text without terminal control characters, except for newlines and tabs."""
    return "".join(character if character.isprintable() or character in "\n\t" else " " for character in text)


def printable_json(value: object, indent: int | None = None) -> str:
    """Return a value as JSON of the same meaning, with letters as they are and control characters escaped.

    Args:
        value: a value of JSON. Half a surrogate pair is escaped too: no terminal can encode it.
        indent: spaces of a level (default: all on one line).
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    return character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]


def print_table(rows: Mapping[str, object]) -> None:
    """Print names and values, in two columns; a value that isn't text as JSON."""
    width = max(map(len, rows), default=0)
    texts = {name: value if isinstance(value, str) else printable_json(value) for name, value in rows.items()}
    print("\n".join(f"{name:<{width}}  {text}" for name, text in texts.items()))


def has_colors() -> bool:
    """Return whether the terminal's colors may be used: https://no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def print_line(text: str) -> None:
    """Print a line and flush it; if there is no reader any more, discard all further output."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        discard()


def discard() -> None:
    """Discard further output, and output that isn't flushed yet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
