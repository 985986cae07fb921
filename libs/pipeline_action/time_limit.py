"""Interrupts work before the invocation times out."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline_action.errors import ActionError


class _TimeLimitReached(BaseException):  # not an Exception, so that no `except Exception` catches it
    pass


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after a number of seconds.

    A signal interrupts the main thread even while it waits for a socket. A worker thread could not be interrupted: it
    would continue in the next invocation, when Lambda thaws the execution environment.

    Raises:
        ActionError: the block took longer, or there was no time to start it.
    """
    if seconds <= 0:
        raise ActionError("the function's timeout leaves the action no time: increase it")
    previous = signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TimeLimitReached:
        raise ActionError(f"not finished in the {seconds:.0f} seconds that the function's timeout allows") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeLimitReached
