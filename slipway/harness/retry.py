"""Waiting for what AWS does in its own time."""

import time
from collections.abc import Callable
from typing import TypeVar

from slipway.harness import tracebacks

__tracebackhide__ = tracebacks.hide

T = TypeVar("T")


def eventually(check: Callable[[], T], timeout: float = 30, interval: float = 0.2) -> T:
    """Call ``check`` until it raises no AssertionError, and return what it returns.

    Args:
        check: holds the assertions. Any exception but AssertionError leaves at once.
        timeout: seconds, after which no further call is made. There is always one call.
        interval: seconds between two calls.

    Raises:
        AssertionError: the last one, with a note of how often and how long it was tried.
    """
    started = time.monotonic()
    attempts = 0
    while True:
        attempts += 1
        try:
            return check()
        except AssertionError as error:
            elapsed = time.monotonic() - started
            if elapsed >= timeout:
                error.add_note(f"tried {attempts} times in {elapsed:.1f} s")
                raise
        time.sleep(min(interval, max(0, timeout - elapsed)))
