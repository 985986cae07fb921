"""The shell that runs all commands of a build.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-cmd.html
"""

import contextlib
import os
import select
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from slipway_emulator.services.codebuild.errors import BuildInterruptedError
from slipway_emulator.services.codebuild.process_tree import ProcessTree

# Sources the file of each command. shell_state.py does everything else, because options, functions and variables of the
# build also apply to this text. `exit` in a command ends the shell, but the trap saves its state, too: the next command
# gets a new shell with the same variables and folder. Sourcing isn't part of a condition, because `set -e` is ignored
# there. The redirection hides the trace of `set -x`.
_LOOP = """
trap {trap} EXIT
if {save} ''; then
  . {command}
  while {{ {save} "$?"; }} 2>/dev/null; do
    . {command}
  done
fi
"""
_SAVE = Path(__file__).with_name("shell_state.py")
# Descriptors that each guard inherits. With the lock of the local AWS, the lock is held until the last build has ended,
# so that no build writes to the folder of the local AWS while it is deleted.
guard_descriptors: list[int] = []
# Seconds between two checks whether the build was cancelled or has timed out.
_CHECK_INTERVAL = 0.1
# Seconds to read the last output after the group was killed: a process that left the group can keep the pipe open.
_DRAIN_TIMEOUT = 2


class Shell:
    """A shell session.

    Attributes:
        variables: the exported variables after the last command.
        folder: the working directory after the last command.
    """

    def __init__(
        self,
        path: str,
        variables: Mapping[str, str],
        folder: Path,
        state: Path,
        write: Callable[[bytes], object],
        cancelled: threading.Event,
        deadline: float,
    ) -> None:
        """Prepare the session; the first command starts it.

        Args:
            path: path of the shell.
            variables: all environment variables.
            folder: the initial working directory.
            state: an empty folder for the session's own files.
            write: receives the output of the commands, and periodically an empty string while there is none.
            cancelled: set to end the session.
            deadline: end of the session, as ``time.monotonic()``.
        """
        self.variables = dict(variables)
        self.folder = folder
        self._path, self._state = path, state
        self._write, self._cancelled, self._deadline = write, cancelled, deadline
        self._command = state / "command"
        self._process: subprocess.Popen[bytes] | None = None
        self._tree: ProcessTree | None = None
        self._output = -1
        # Whether a process can still write output; a build can close or redirect it.
        self._has_writers = False
        self._prelude = ""
        self._fifos = [self._fifo(name) for name in ("next", "status")]
        self._next, self._status = self._fifos

    def export(self, name: str, value: str) -> None:
        """Set an environment variable before the next command."""
        self.variables[name] = value
        self._prelude += f"export {name}={shlex.quote(value)}\n"

    def run(self, command: str) -> int:
        """Run a command, and return its exit status.

        Raises:
            BuildInterruptedError: the session was cancelled or has timed out.
        """
        self._check()
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._start()
        self._command.write_text(f"{self._prelude}{command}\n", encoding="utf-8")
        self._prelude = ""
        os.write(self._next, b"1")
        status = self._wait()
        self._read_output()
        self._read_state()
        return status

    def close(self) -> None:
        """Kill all processes of the session."""
        self._end()
        while self._fifos:
            os.close(self._fifos.pop())

    def _fifo(self, name: str) -> int:
        os.mkfifo(self._state / name)
        # Opened for reading and writing, so that neither opening nor writing blocks.
        return os.open(self._state / name, os.O_RDWR | os.O_NONBLOCK)

    def _start(self) -> None:
        for (
            fifo
        ) in self._fifos:  # they can have data that the last shell hasn't read, or has written before it was killed
            with contextlib.suppress(BlockingIOError):
                os.read(fifo, 65536)
        self._output, output = os.pipe()
        os.set_blocking(self._output, False)
        self._has_writers = True
        try:
            self._process = subprocess.Popen(
                [self._path, "-c", self._loop(), self._path],
                cwd=self.folder if self.folder.is_dir() else self._state,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            os.close(output)
        self._tree = ProcessTree(self._process, guard_descriptors)

    def _loop(self) -> str:
        # -I and -S: regardless of the build's variables for Python, and of its packages.
        save = shlex.join([sys.executable, "-I", "-S", str(_SAVE), str(self._state)])
        trap = shlex.quote(f'{{ {save} "$?" last; }} 2>/dev/null')
        return _LOOP.format(trap=trap, save=save, command=shlex.quote(str(self._command)))

    def _wait(self) -> int:
        status: int | None = None
        while True:
            # Polled first: a shell that has exited has written its status before.
            exit_status = self._process.poll() if self._process else None
            ready = self._wait_for_input(0 if exit_status is not None else _CHECK_INTERVAL)
            if self._status in ready:
                text, *last = os.read(self._status, 64).decode().split("\n")[0].split()
                status = int(text)
                if not last:
                    return status
            if exit_status is not None:
                # Without a saved status, the shell was killed, or replaced by `exec`.
                return exit_status % 256 if status is None else status
            if not self._read_output():
                self._write(b"")
            self._check()

    def _wait_for_input(self, seconds: float) -> set[int]:
        return _wait_for_input([self._status, *([self._output] if self._has_writers else [])], seconds)

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise BuildInterruptedError("STOPPED")
        if time.monotonic() > self._deadline:
            raise BuildInterruptedError("TIMED_OUT")

    def _read_output(self) -> bool:
        """Pass on available output, at most 256 KB, and return whether there was any."""
        has_output = False
        for _ in range(4):
            try:
                part = os.read(self._output, 65536)
            except BlockingIOError:
                break
            if not part:
                self._has_writers = False
                break
            has_output = True
            self._write(part)
        return has_output

    def _read_state(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            folder, *entries = (self._state / "saved").read_bytes().decode(errors="surrogateescape").split("\0")
            self.variables = dict(entry.split("=", 1) for entry in entries if "=" in entry)
            self.folder = Path(folder)

    def _end(self) -> None:
        if self._tree is None:
            return
        self._tree.kill()
        deadline = time.monotonic() + _DRAIN_TIMEOUT
        # A process that wasn't killed can write without end.
        while (seconds := deadline - time.monotonic()) > 0:
            if not (_wait_for_input([self._output], seconds) and self._read_output()):
                break
        os.close(self._output)
        self._tree = self._process = None


def _wait_for_input(descriptors: Iterable[int], seconds: float) -> set[int]:
    """Wait until a descriptor can be read, and return the readable ones; empty after ``seconds``."""
    # Unlike select(), poll() supports descriptors from 1024 on, which an emulator with many connections has.
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
