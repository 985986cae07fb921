"""The one shell that runs all commands of a build.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-cmd.html

AWS ends a build with its container. Here everything that the commands start is in one process group, and a process
outside of that group ends it: when the build is over, and also when the emulator is gone.
"""

import contextlib
import os
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from slipway_emulator.services.codebuild.descriptors import readable
from slipway_emulator.services.codebuild.errors import Ended

# Sources each file that is named to it, and notes what the command left. `exit` in a command ends the shell, which the
# trap notes too; the next command gets a new one with the same variables in the same folder.
_LOOP = """
_slipway_note() {
  _slipway_status=$?
  /usr/bin/env -0 >"$0/variables"
  pwd >"$0/folder"
  echo "$_slipway_status $1" >"$0/status"
}
trap '_slipway_note exited' EXIT
while IFS= read -r _slipway_command <"$0/next"; do
  . "$_slipway_command"
  _slipway_note
done
"""
# Waits until its standard input closes.
_GUARD = 'read -r _; kill -s KILL -- "-$1"'
# Descriptors that each guard inherits: the lock of the local AWS, which isn't free then before the last build is over,
# lest one still writes to the folder that is being deleted.
guard_descriptors: list[int] = []
# Seconds between two looks at whether the build is to end.
_INTERVAL = 0.1
# Seconds for the last output once the group is killed: a process that left the group may hold the pipe open for ever.
_DRAIN = 2


class Shell:
    """A shell session.

    Attributes:
        variables: the exported variables, as the last command left them.
        folder: the working directory, likewise.
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
            variables: the whole environment.
            folder: to start in.
            state: an empty folder for the session's own files.
            write: gets what the commands write; nothing, every now and then, while they are quiet.
            cancelled: ends the session when it is set.
            deadline: of ``time.monotonic()``, ends the session.
        """
        self.variables = dict(variables)
        self.folder = folder
        self._path, self._state = path, state
        self._write, self._cancelled, self._deadline = write, cancelled, deadline
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._output = -1
        self._prelude = ""
        # Both ends of each, so that neither opening nor writing blocks.
        self._fifos = [self._fifo(name) for name in ("next", "status")]
        self._next, self._status = self._fifos

    def export(self, name: str, value: str) -> None:
        """Set an environment variable before the next command."""
        self.variables[name] = value
        self._prelude += f"export {name}={shlex.quote(value)}\n"

    def run(self, command: str) -> int:
        """Run a command, and return its exit status.

        Raises:
            Ended: the session was ended meanwhile.
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
        """End whatever still runs."""
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
            # Asked first: what ended has noted its status before.
            exit_status = self._process.poll() if self._process else None
            ready = readable([self._status, self._output], 0 if exit_status is not None else _INTERVAL)
            if self._status in ready:
                status, *exited = os.read(self._status, 64).decode().split()
                if exited and self._process:
                    self._process.wait()  # which the next command must not be given to
                return int(status)
            if exit_status is not None:  # without a note: killed, or another program took its place by `exec`
                return exit_status % 256
            if not self._read_output():
                self._write(b"")
            self._check()

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise Ended("STOPPED")
        if time.monotonic() > self._deadline:
            raise Ended("TIMED_OUT")

    def _read_output(self) -> bool:
        """Hand on what is there, 1 MB at most, and tell whether it was anything."""
        found = False
        for _ in range(16):
            try:
                part = os.read(self._output, 65536)
            except BlockingIOError:
                break
            if not part:
                break
            found = True
            self._write(part)
        return found

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
        deadline = time.monotonic() + _DRAIN
        while readable([self._output], max(0, deadline - time.monotonic())) and self._read_output():
            pass
        os.close(self._output)
        self._guard = self._process = None
