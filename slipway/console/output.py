"""Standard output, of which the reader may have gone, as in ``slipway deploy | head``, and what may be shown there."""

import os
import sys


def open_closed() -> None:
    """Lose what is printed to an output that was closed, as in ``slipway status >&-`` or ``2>&-``.

    Python has None there, and prints on stdout what was meant for a stderr that is None.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def printable(text: str) -> str:
    """Return text that somebody else wrote without what a terminal would obey; its lines and tabs stay."""
    return "".join(character if character.isprintable() or character in "\n\t" else " " for character in text)


def print_line(text: str) -> None:
    """Print a line at once. Without a reader it is lost, and what is being done goes on."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        discard()


def discard() -> None:
    """Lose what is printed from now on, and what is still to be flushed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
