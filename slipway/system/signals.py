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

    Only the first signal does, since a second KeyboardInterrupt kills a program that is writing its state. A terminal
    that closes sends SIGHUP, its shell sends another one, and a make that ends may add SIGTERM. A second Ctrl-C comes
    from a person, and raises KeyboardInterrupt again.

    Afterwards, the process ends by the first SIGTERM or SIGHUP that it received. A signal that is handled or ignored,
    such as SIGHUP under nohup, stays so.
    """
    received: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        is_first = not received
        received.append(number)
        if is_first or number == signal.SIGINT:
            raise KeyboardInterrupt

    defaults = {signal.SIGINT: signal.default_int_handler, **dict.fromkeys(_ENDING, signal.SIG_DFL)}
    is_main = threading.current_thread() is threading.main_thread()  # only this thread may set handlers
    handled = {
        number: default for number, default in defaults.items() if is_main and signal.getsignal(number) is default
    }
    for number in handled:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, default in handled.items():
            signal.signal(number, default)
        if ending := [number for number in received if number != signal.SIGINT]:
            os.kill(os.getpid(), ending[0])


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
