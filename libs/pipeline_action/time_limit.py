"""Ends work that would outlive its invocation."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline_action.errors import ActionError


class _Overdue(BaseException):  # not an Exception: no `except Exception` on the way may swallow it
    pass


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the block after that many seconds.

    By a signal, which Lambda's main thread gets even while it waits for a socket. A thread that is waited for
    would go on working in the next invocation, when the sandbox thaws.

    Raises:
        ActionError: the block took longer, or had no time at all.
    """
    if seconds <= 0:
        raise ActionError("the function's timeout leaves the action no time: raise it")
    previous = signal.signal(signal.SIGALRM, _overdue)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Overdue:
        raise ActionError(
            f"not done in {seconds:.0f} seconds, which is all that the function's timeout allows"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _overdue(_signal: int, _frame: FrameType | None) -> None:
    raise _Overdue
