"""Signals that end a process."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)
_POLL = 0.5  # seconds between two checks whether the parent has ended


@contextmanager
def interrupt_on_termination() -> Iterator[None]:
    """Have SIGTERM and SIGHUP raise KeyboardInterrupt in the block, as Ctrl-C does, so that it can end its work.

    Afterwards, the process ends by the signal that it received. A signal that is handled or ignored, such as SIGHUP
    under nohup, stays so.
    """
    received: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    is_main = threading.current_thread() is threading.main_thread()  # only this thread may set handlers
    handled = [number for number in _ENDING if is_main and signal.getsignal(number) is signal.SIG_DFL]
    for number in handled:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)
        if received:
            os.kill(os.getpid(), received[0])


def end_with_parent() -> None:
    """Have SIGTERM sent to this process when its parent ends, if ``SLIPWAY_END_WITH_PARENT`` is set.

    The Makefile sets it: a make that is killed can't end its commands. The variable isn't passed on.
    """
    if not os.environ.pop("SLIPWAY_END_WITH_PARENT", None):
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_POLL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
