"""How long a process may take to start, without the time for which it waited for a CPU.

Lambda limits the start to 10 seconds, then to the function's timeout:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
There each environment has its share of a CPU. Here a dozen functions may start at the same time as other programs run,
and none of them must fail for that.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# Seconds. A process that waited for less is no longer held up by others.
_LEAST = 0.1


def wait_within(limit: float, wait: Callable[[float], None], pid: int, timeout: type[Exception]) -> None:
    """Call ``wait`` again for as long as the process waited for a CPU meanwhile.

    Args:
        limit: seconds.
        wait: waits for at most the seconds that it gets.
        pid: of the process.
        timeout: what ``wait`` raises after that time.

    Raises:
        Exception: ``timeout`` after the limit, and anything else that ``wait`` raises.
    """
    added = 0.0
    while True:
        try:
            return wait(limit)
        except timeout:
            limit = waited_for_cpu(pid) - added
            if limit < _LEAST:
                raise
            added += limit


def waited_for_cpu(pid: int) -> float:
    """Return for how many seconds the main thread of a process was ready to run but others ran; 0 if that isn't known.

    https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    """
    with suppress(OSError, ValueError):  # macOS has no /proc, and the process may have ended
        _, nanoseconds, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
        return int(nanoseconds) / 1e9
    return 0.0
