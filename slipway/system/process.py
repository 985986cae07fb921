"""Running a program that may hang, write a lot of output, or leave child processes."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

# Seconds for a program to exit after SIGINT. Terraform lets running API calls finish, then writes its state and
# releases its lock: https://developer.hashicorp.com/terraform/cli/commands/apply
_GRACE = 60
_POLL = 0.5  # seconds between two checks whether a program has exited whose child keeps its pipes open
_PIPE_SIZE = 65536  # bytes, on Linux
# Scripts of a shell that outlives this process; $0 is a process group.
_KILL = 'read -r _ || kill -KILL "-$0"'
# Its stdout and stderr are the reading ends of the program's pipes. A program that writes to a pipe without a reader is
# killed by SIGPIPE, in Terraform's case before it has written its state.
_INTERRUPT = """
read -r _ || {
  kill -INT "-$0"
  cat <&1 >/dev/null &
  cat <&2 >/dev/null &
  while kill -0 "-$0" && test "${waited:=0}" -lt "$1"; do sleep 1; waited=$((waited + 1)); done
  kill -KILL "-$0"
}
"""

LineCallback = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """The exit code and output of a program.

    Attributes:
        exit_code: minus the signal's number if it was killed; None after a timeout.
        stdout: invalid UTF-8 is replaced, also in ``stderr``.
        stderr: separate from stdout.
    """

    exit_code: int | None
    stdout: str
    stderr: str


class Interruption:
    """Interrupts programs that run in other threads, as Ctrl-C does for one that runs in the main thread.

    Python raises KeyboardInterrupt in the main thread only.
    """

    def __init__(self) -> None:
        self.count = 0

    def request(self) -> None:
        """Have each `run` that got this object raise KeyboardInterrupt within half a second, as for each Ctrl-C."""
        self.count += 1


def run(
    command: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    timeout: float,
    on_line: LineCallback | None = None,
    interruption: Interruption | None = None,
    pass_fds: Collection[int] = (),
) -> Result:
    """Run a program in its own process group until it exits, and kill what remains of the group.

    A terminal sends Ctrl-C to this process only, not to the group. The group is interrupted after Ctrl-C, a timeout,
    and the end of this process, even by SIGKILL. It is killed after 60 seconds, or after a second Ctrl-C.

    Args:
        command: the program and its arguments.
        directory: the working directory.
        environment: the complete environment.
        timeout: seconds until the group is interrupted.
        on_line: called with each line of stdout and stderr, in the calling thread.
        interruption: interrupts a program that doesn't run in the main thread.
        pass_fds: descriptors that the program inherits.

    Raises:
        OSError: the program can't be started.
    """
    interruption = interruption or Interruption()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=pass_fds,
    )
    stdout, stderr = _Stream(process.stdout), _Stream(process.stderr)
    with process, ExitStack() as guard:
        try:
            guard.enter_context(_guard(_INTERRUPT, process.pid, _GRACE, stdout=process.stdout, stderr=process.stderr))
            in_time = _read(process, (stdout, stderr), timeout, on_line, lambda: interruption.count > 0)
            if not in_time:
                _interrupt(process, (stdout, stderr), on_line, interruption)
        except BaseException as error:
            on_line = on_line if isinstance(error, KeyboardInterrupt) else None
            _interrupt(process, (stdout, stderr), on_line, interruption)
            raise
        finally:
            with suppress(ProcessLookupError, PermissionError):  # macOS: the latter for a group of zombies
                os.killpg(process.pid, signal.SIGKILL)
    return Result(process.returncode if in_time else None, stdout.text(), stderr.text())


def kill_when_orphaned(group: int) -> AbstractContextManager[None]:
    """Kill the group when this process is killed in the block.

    Otherwise, an orphan continues until it writes its next line.
    """
    return _guard(_KILL, group)


@contextmanager
def _guard(
    script: str, *arguments: object, stdout: IO[bytes] | None = None, stderr: IO[bytes] | None = None
) -> Iterator[None]:
    """Start a shell whose input ends when this process is killed."""
    guard = subprocess.Popen(
        ["/bin/sh", "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guard.communicate(b"\n")


@dataclass
class _Stream:
    pipe: IO[bytes] | None
    content: bytearray = field(default_factory=bytearray)
    reported: int = 0  # bytes of the content that were passed to the callback

    def take(self, chunk: bytes, on_line: LineCallback | None) -> None:
        self.content += chunk
        while on_line and (end := self.content.find(b"\n", self.reported)) >= 0:
            line, self.reported = self.content[self.reported : end], end + 1
            on_line(line.decode(errors="replace"))

    def finish(self, on_line: LineCallback | None) -> None:
        """Pass on a last line without a newline."""
        if on_line and self.reported < len(self.content):
            on_line(self.content[self.reported :].decode(errors="replace"))

    def text(self) -> str:
        return self.content.decode(errors="replace")


def _read(
    process: subprocess.Popen[bytes],
    streams: Sequence[_Stream],
    timeout: float,
    on_line: LineCallback | None,
    is_interrupted: Callable[[], bool],
) -> bool:
    """Read both pipes until the program has exited; return False after a timeout."""
    deadline = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            if stream.pipe and not stream.pipe.closed:
                selector.register(stream.pipe, selectors.EVENT_READ, stream)
        while selector.get_map() and (remaining := deadline - time.monotonic()) > 0:
            if is_interrupted():
                raise KeyboardInterrupt
            ready = selector.select(min(remaining, _POLL))
            for key, _ in ready:
                if chunk := os.read(key.fd, _PIPE_SIZE):
                    key.data.take(chunk, on_line)
                else:
                    key.data.finish(on_line)
                    selector.unregister(key.fileobj)
            if not ready and process.poll() is not None:
                break
    with suppress(subprocess.TimeoutExpired):
        process.wait(max(0, deadline - time.monotonic()))
    return process.returncode is not None


def _interrupt(
    process: subprocess.Popen[bytes],
    streams: Sequence[_Stream],
    on_line: LineCallback | None,
    interruption: Interruption,
) -> None:
    """Interrupt the group and continue to read: a program with a full pipe can't exit."""
    requests = max(interruption.count, 1)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGINT)
    _read(process, streams, _GRACE, on_line, lambda: interruption.count > requests)


def is_running(pid: int) -> bool:
    """Return whether there is a process with this id, of any user."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user's
        return True
    return True
