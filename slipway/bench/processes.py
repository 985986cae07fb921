"""Starting a function as Lambda does: a process over the Runtime API, for Python one of ``awslambdaric``."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slipway.bench.runtime_api import Invocations, server
from slipway.errors import SlipwayError

_START_TIMEOUT = 60  # seconds until the first response
_SLOWEST = 30  # seconds of any other
_POLL = 0.2  # seconds between two looks at whether the process lives
_LAST = 2000  # characters of a function's log in an error


@dataclass(frozen=True)
class Function:
    """A function to start.

    Attributes:
        name: name for messages.
        folder: folder with its code.
        handler: Lambda's setting.
        event: event of each invocation, as JSON.
        expected: a part of each response.
        runtime: the command of another runtime than Python's, without the handler.
    """

    name: str
    folder: Path
    handler: str
    event: str
    expected: bytes = b""
    runtime: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """One process of a function. All times are in seconds.

    Attributes:
        cold: time until the first response: from the start of the process or, with SnapStart, from its restore.
        cold_cpu: CPU time of the same.
        warm: time of each later invocation, from its event to its response.
        warm_cpu: CPU time of the same; 0 where the system has no such number.
        memory: the most that the process had, in kB.
    """

    cold: float
    cold_cpu: float
    warm: list[float]
    warm_cpu: list[float]
    memory: int


def run(python: Path, function: Function, environment: Mapping[str, str], invocations: int) -> Run:
    """Start a function, invoke it, and end it.

    Args:
        python: an interpreter with ``awslambdaric``.
        function: the function.
        environment: all variables of the process. With ``AWS_LAMBDA_INITIALIZATION_TYPE=snap-start`` its hooks run.
        invocations: how many, one after the other.

    Raises:
        SlipwayError: it failed, or took longer than a minute.
    """
    process: list[subprocess.Popen[bytes]] = []
    calls = Invocations(function.event, invocations, lambda: _cpu(process), function.expected)
    with server(calls.handle) as port:
        started = time.perf_counter()
        process.append(_start(python, function, {**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}"}))
        finished = _wait(process[0], calls, _START_TIMEOUT + _SLOWEST * (invocations - 1))
        log, memory = _end(process[0], calls)
    if not finished or calls.failure:
        raise SlipwayError(f"{function.name} failed: {calls.failure.decode(errors='replace')[:_LAST]}\n{log[-_LAST:]}")
    begin, begin_cpu = calls.restored or (started, 0.0)
    later = list(zip(calls.begun, calls.ended, strict=True))[1:]
    return Run(
        calls.ended[0][0] - begin,
        calls.ended[0][1] - begin_cpu,
        [end - start for (start, _), (end, _) in later],
        [end - start for (_, start), (_, end) in later],
        memory,
    )


def _start(python: Path, function: Function, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [*(function.runtime or (str(python), "-m", "awslambdaric")), function.handler]
    return subprocess.Popen(
        command, cwd=function.folder, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def _wait(process: subprocess.Popen[bytes], calls: Invocations, timeout: float) -> bool:
    """Return whether all responses came, before the process ended or the time in seconds was over."""
    deadline = time.monotonic() + timeout
    while not calls.done.wait(_POLL):
        if process.poll() is not None or time.monotonic() > deadline:
            return calls.done.is_set()
    return True


def _end(process: subprocess.Popen[bytes], calls: Invocations) -> tuple[str, int]:
    """Return what the process has written to stderr, and the memory in kB that it had."""
    memory = _memory(process.pid)
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)  # Popen.kill would wait for a process that has ended
    calls.closed.set()
    log = process.stderr.read() if process.stderr else b""
    process.wait()
    return log.decode(errors="replace"), memory


def _memory(pid: int) -> int:
    """Return the most memory of a process in kB; 0 where the system has no such number.

    Not that of `os.wait4`, which counts this process too, as it was when it forked.
    """
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return 0


def _cpu(process: list[subprocess.Popen[bytes]]) -> float:
    """Return the CPU seconds of a process so far, to the nanosecond; 0 where the system has no such number."""
    if not process:  # its first request has been faster than Popen
        return 0.0
    total = 0
    with suppress(OSError):
        for task in Path(f"/proc/{process[0].pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
