"""The shell that runs all commands of a build.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-cmd.html

On AWS, the processes of a build end with its container. Here they are in one process group. A guard process outside of
the group kills it when the build has ended or the emulator has exited.
"""

import contextlib
import os
import select
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from slipway_emulator.services.codebuild.errors import BuildInterruptedError

# Sources each file that it reads the path of, and saves the resulting variables, folder and status. `exit` in a command
# ends the shell, but the trap saves them, too: the next command gets a new shell with the same variables and folder.
_LOOP = """
_slipway_save() {
  _slipway_status=$?
  /usr/bin/env -0 >"$0/variables"
  pwd >"$0/folder"
  echo "$_slipway_status $1" >"$0/status"
}
trap '_slipway_save exited' EXIT
while IFS= read -r _slipway_command <"$0/next"; do
  . "$_slipway_command"
  _slipway_save
done
"""
# Waits until its standard input is closed.
_GUARD = 'read -r _; kill -s KILL -- "-$1"'
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
            path: of the shell.
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
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._output = -1
        self._prelude = ""
        # Opened for reading and writing, so that neither opening nor writing blocks.
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
        script = self._state / "command"
        script.write_text(f"{self._prelude}{command}\n", encoding="utf-8")
        self._prelude = ""
        os.write(self._next, f"{script}\n".encode())
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
        return os.open(self._state / name, os.O_RDWR)

    def _start(self) -> None:
        self._output, output = os.pipe()
        os.set_blocking(self._output, False)
        try:
            self._process = subprocess.Popen(
                [self._path, "-c", _LOOP, str(self._state)],
                cwd=self.folder if self.folder.is_dir() else self._state,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            os.close(output)
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(self._process.pid)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=guard_descriptors,
            start_new_session=True,
        )

    def _wait(self) -> int:
        while True:
            # Polled first: a shell that has exited has written its status before.
            exit_status = self._process.poll() if self._process else None
            ready = _wait_for_input([self._status, self._output], 0 if exit_status is not None else _CHECK_INTERVAL)
            if self._status in ready:
                status, *exited = os.read(self._status, 64).decode().split()
                if exited and self._process:
                    self._process.wait()  # so that the next command gets a new shell
                return int(status)
            if exit_status is not None:  # without a saved status: the shell was killed, or replaced by `exec`
                return exit_status % 256
            if not self._read_output():
                self._write(b"")
            self._check()

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise BuildInterruptedError("STOPPED")
        if time.monotonic() > self._deadline:
            raise BuildInterruptedError("TIMED_OUT")

    def _read_output(self) -> bool:
        """Pass on available output, at most 1 MB, and return whether there was any."""
        has_output = False
        for _ in range(16):
            try:
                part = os.read(self._output, 65536)
            except BlockingIOError:
                break
            if not part:
                break
            has_output = True
            self._write(part)
        return has_output

    def _read_state(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            entries = (self._state / "variables").read_bytes().decode(errors="surrogateescape").split("\0")
            self.variables = dict(entry.split("=", 1) for entry in entries if "=" in entry)
            self.folder = Path(os.fsdecode((self._state / "folder").read_bytes().removesuffix(b"\n")))

    def _end(self) -> None:
        if self._guard is None or self._process is None:
            return
        self._guard.communicate()  # closes its standard input
        self._process.wait()
        deadline = time.monotonic() + _DRAIN_TIMEOUT
        while _wait_for_input([self._output], max(0, deadline - time.monotonic())) and self._read_output():
            pass
        os.close(self._output)
        self._guard = self._process = None


def _wait_for_input(descriptors: Iterable[int], seconds: float) -> set[int]:
    """Wait until a descriptor can be read, and return the readable ones; empty after ``seconds``."""
    # Unlike select(), poll() supports descriptors from 1024 on, which an emulator with many connections has.
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
