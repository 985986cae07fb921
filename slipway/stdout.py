"""Standard output, of which the reader may have gone, as in ``slipway deploy | head``."""

import os
import sys


def print_line(text: str) -> None:
    """Print a line at once. Without a reader it is lost, and what is being done goes on."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        drop()


def drop() -> None:
    """Lose what is printed from now on, and what is still to be flushed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
