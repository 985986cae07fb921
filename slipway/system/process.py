"""Running a program that may hang, write a lot of output, or leave child processes."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

# Seconds for a program to exit after SIGINT. Terraform lets running API calls finish, then writes its state and
# releases its lock: https://developer.hashicorp.com/terraform/cli/commands/apply
_GRACE = 30
_POLL = 0.5  # seconds between two checks whether a program has exited whose child keeps its pipes open
_PIPE_SIZE = 65536  # bytes, on Linux

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


def run(
    command: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    timeout: float,
    on_line: LineCallback | None = None,
) -> Result:
    """Run a program in its own process group until it exits, and kill what remains of the group.

    Args:
        command: the program and its arguments.
        directory: the working directory.
        environment: the complete environment.
        timeout: seconds until the group is interrupted; 30 seconds later it is killed. Ctrl-C interrupts it too.
        on_line: called with each line of stdout and stderr, in the calling thread.

    Raises:
        OSError: the program can't be started.
    """
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process, kill_when_orphaned(process.pid):
        stdout, stderr = _Stream(process.stdout), _Stream(process.stderr)
        try:
            in_time = _read(process, (stdout, stderr), timeout, on_line)
            if not in_time:
                _interrupt(process, (stdout, stderr), on_line)
        except BaseException:
            _interrupt(process, (stdout, stderr), None)
            raise
        finally:
            with suppress(ProcessLookupError, PermissionError):  # macOS: the latter for a group of zombies
                os.killpg(process.pid, signal.SIGKILL)
    return Result(process.returncode if in_time else None, stdout.text(), stderr.text())


@contextmanager
def kill_when_orphaned(group: int) -> Iterator[None]:
    """Start a shell that kills the group when this process is killed, which ends the shell's input.

    Otherwise, an orphaned Terraform continues until it writes its next line, up to 10 seconds later.
    """
    guard = subprocess.Popen(
        ["/bin/sh", "-c", 'read -r _ || kill -KILL "-$0"', str(group)], stdin=subprocess.PIPE, start_new_session=True
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
    process: subprocess.Popen[bytes], streams: Sequence[_Stream], timeout: float, on_line: LineCallback | None
) -> bool:
    """Read both pipes until the program has exited; return False after a timeout."""
    deadline = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            if stream.pipe and not stream.pipe.closed:
                selector.register(stream.pipe, selectors.EVENT_READ, stream)
        while selector.get_map() and (remaining := deadline - time.monotonic()) > 0:
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


def _interrupt(process: subprocess.Popen[bytes], streams: Sequence[_Stream], on_line: LineCallback | None) -> None:
    """Interrupt the group and continue to read: a program with a full pipe can't exit."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGINT)
    _read(process, streams, _GRACE, on_line)
