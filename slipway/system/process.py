"""Running a program that may hang, flood its pipes or leave children behind."""

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

# Seconds for a program to end by itself after SIGINT. Terraform lets the API calls under way finish, then writes
# its state and releases its lock: https://developer.hashicorp.com/terraform/cli/commands/apply
_GRACE = 30
_POLL = 0.5  # seconds between two looks at whether a program has ended whose child keeps its pipes open
_PIPE_SIZE = 65536  # bytes, on Linux

LineCallback = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """How a program ended, and what it wrote.

    Attributes:
        exit_code: minus the signal that killed it; None if it was ended because the time was over.
        stdout: malformed UTF-8 is replaced, here and in ``stderr``.
        stderr: is separate.
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
    """Run a program to its end, in a process group of which nothing is left afterwards.

    Args:
        command: the program and its arguments.
        directory: where it runs.
        environment: all of its environment.
        timeout: seconds until the group is interrupted, and killed 30 seconds later. Ctrl-C does the same at once.
        on_line: gets each line of stdout and stderr as it comes, in the calling thread.

    Raises:
        OSError: it can't be started.
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
    with process, _guarded(process.pid):
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
def _guarded(group: int) -> Iterator[None]:
    """Have the group killed even if this process is, by a shell that waits for a line or for the end of its pipe.

    Without it, an orphaned Terraform goes on until it next writes a line, up to 10 seconds later.
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
    reported: int = 0  # bytes of the content that were handed out as lines

    def take(self, chunk: bytes, on_line: LineCallback | None) -> None:
        self.content += chunk
        while on_line and (end := self.content.find(b"\n", self.reported)) >= 0:
            line, self.reported = self.content[self.reported : end], end + 1
            on_line(line.decode(errors="replace"))

    def finish(self, on_line: LineCallback | None) -> None:
        """Hand out a last line that no newline ends."""
        if on_line and self.reported < len(self.content):
            on_line(self.content[self.reported :].decode(errors="replace"))

    def text(self) -> str:
        return self.content.decode(errors="replace")


def _read(
    process: subprocess.Popen[bytes], streams: Sequence[_Stream], timeout: float, on_line: LineCallback | None
) -> bool:
    """Read both pipes at once until the program has ended; False if it hasn't when the time is over."""
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
    """Ask the group to end, and go on reading, since a program that can't write can't end either."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGINT)
    _read(process, streams, _GRACE, on_line)
