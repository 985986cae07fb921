"""Single keys from the terminal, without Enter."""

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def single_keys() -> Iterator[bool]:
    """Pass each key to `pressed` in the block; yields whether there is a terminal that can.

    A process in the background can't read from its terminal.
    """
    if not sys.stdin.isatty() or os.tcgetpgrp(sys.stdin.fileno()) != os.getpgrp():
        yield False
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield True
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def pressed() -> str:
    """Return the keys that were pressed since the last call."""
    keys = ""
    while select.select([sys.stdin], [], [], 0)[0] and (content := os.read(sys.stdin.fileno(), 1024)):
        keys += content.decode(errors="replace")
    return keys
