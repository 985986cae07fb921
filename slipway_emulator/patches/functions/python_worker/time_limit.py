"""How long a process may take to start or to respond, without the time for which it waited for a CPU.

Lambda limits the start to 10 seconds, and the rest by the function's timeout:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
There each environment has its share of a CPU. Here a dozen functions may start at the same time as other programs run,
and none of them must fail for that.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

# Seconds. A process that waited for less is no longer held up by others.
_LEAST = 0.1


class _Process(Protocol):
    """What `subprocess.Popen` and the processes of the fork server have in common."""

    pid: int

    def poll(self) -> int | None:
        """Return the exit status; None while the process runs."""


class Response(threading.Event):
    """Is set when a process has responded. The last wait before its timeout takes longer if it waited for a CPU."""

    def __init__(self, process: Callable[[], _Process | None], poll: float) -> None:
        """Use what returns the process at present, and the seconds of each wait but the last."""
        super().__init__()
        self._process = process
        self._poll = poll
        self._before = 0.0

    def clear(self) -> None:
        """Begin with another request."""
        super().clear()
        process = self._process()
        self._before = waited_for_cpu(process.pid) if process else 0.0

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the response, and return whether it is there."""
        process = self._process()
        if timeout is None or timeout >= self._poll or not process:
            return super().wait(timeout)
        with suppress(TimeoutError):
            wait_within(timeout, lambda seconds: self._wait(process, seconds), process.pid, TimeoutError, self._before)
        return self.is_set()

    def _wait(self, process: _Process, seconds: float) -> None:
        """Raise TimeoutError if there is no response in time, and the process still runs."""
        deadline = time.monotonic() + seconds
        while not super().wait(min(self._poll, max(0.0, deadline - time.monotonic()))) and process.poll() is None:
            if time.monotonic() >= deadline:
                raise TimeoutError


def wait_within(
    limit: float, wait: Callable[[float], None], pid: int, timeout: type[Exception], before: float = 0.0
) -> None:
    """Call ``wait`` again for as long as the process waited for a CPU meanwhile.

    Args:
        limit: seconds.
        wait: waits for at most the seconds that it gets.
        pid: pid of the process.
        timeout: what ``wait`` raises after that time.
        before: seconds for which the process had waited for a CPU when the time began.

    Raises:
        Exception: ``timeout`` after the limit, and anything else that ``wait`` raises.
    """
    while True:
        try:
            return wait(limit)
        except timeout:
            limit = waited_for_cpu(pid) - before
            if limit < _LEAST:
                raise
            before += limit


def waited_for_cpu(pid: int) -> float:
    """Return for how many seconds the main thread of a process was ready to run but others ran; 0 if that isn't known.

    https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    with suppress(OSError, ValueError):  # macOS has no /proc, and the process may have ended
        _, nanoseconds, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
        return int(nanoseconds) / 1e9
    return 0.0
