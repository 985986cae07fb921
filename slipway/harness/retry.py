"""Assertions that hold after a while, since AWS is eventually consistent."""

import time
from collections.abc import Callable
from typing import TypeVar

from slipway.harness import tracebacks

__tracebackhide__ = tracebacks.hide

T = TypeVar("T")
# The share of the time that has passed: after a minute, the result needn't be known within 0.2 seconds.
_SHARE = 1 / 20
_MAX_PAUSE = 1  # seconds, unless the interval is longer


def eventually(check: Callable[[], T], timeout: float = 30, interval: float = 0.2) -> T:
    """Call ``check`` until it raises no AssertionError, and return its result.

    Args:
        check: makes the assertions. Any other exception than AssertionError is raised immediately.
        timeout: seconds, after which it isn't called again. It is called once at least.
        interval: seconds between two calls at first; later a twentieth of the time that has passed, at most a second.

    Raises:
        AssertionError: the last one, with a note of the number of calls and the time.
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
        pause = max(interval, min(elapsed * _SHARE, _MAX_PAUSE))
        time.sleep(min(pause, max(0, timeout - elapsed)))
