"""Starts the processes of functions."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

_SCRIPT = Path(__file__).with_name("runtime") / "fork_server.py"


class Process:
    """A process that the fork server has started, with those parts of `subprocess.Popen` that MiniStack uses.

    Args:
        connection: connection on which the fork server sends the pid, and at the end the exit status.

    Attributes:
        pid: pid of the process.
        returncode: exit status, see `subprocess.Popen`.

    Raises:
        RuntimeError: the fork server has ended.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.returncode: int | None = None
        message = connection.recv(32)
        if not message:
            raise RuntimeError("the fork server has ended")
        self.pid = int(message)

    def poll(self) -> int | None:
        """Return the exit status; None while the process runs."""
        return self._status(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status at the end of the process.

        Raises:
            subprocess.TimeoutExpired: it runs for another ``timeout`` seconds.
        """
        status = self._status(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(str(_SCRIPT), timeout or 0)
        return status

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self._send_signal(signal.SIGKILL)

    def _send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _status(self, timeout: float | None) -> int | None:
        with self._lock:
            if self.returncode is None:
                self._connection.settimeout(timeout)
                try:
                    message = self._connection.recv(32)
                except (TimeoutError, BlockingIOError):
                    return None
                except ConnectionError:
                    message = b""
                self._connection.close()
                self.returncode = int(message) if message else self._end()
            return self.returncode

    def _end(self) -> int:
        """End a process whose fork server has ended, as nobody would learn of its end."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return -signal.SIGKILL


class ForkServer:
    """A process that starts the others: `slipway_emulator.patches.functions.python_worker.runtime.fork_server`.

    Only on Linux: a forked process of macOS ends when it uses some of the system's libraries.

    Args:
        environment: its variables.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def start(self, python: str, handler: str, directory: str, environment: dict[str, str], output: int) -> Process:
        """Start ``python -m awslambdaric HANDLER``.

        Args:
            python: the interpreter, always the same.
            handler: handler of the function.
            directory: the current one of the process.
            environment: environment variables of the process.
            output: descriptor of the process's stdout and stderr.

        Raises:
            OSError: the fork server can't be started.
            RuntimeError: it has ended.
        """
        request = {"handler": handler, "directory": directory, "environment": environment}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, self._lock:
            message, descriptors = [json.dumps(request).encode()], [output, theirs.fileno()]
            try:
                socket.send_fds(self._socket or self._launch(python), message, descriptors)
            except ConnectionError:  # somebody has ended it
                socket.send_fds(self._launch(python), message, descriptors)
        return Process(ours)

    def _launch(self, python: str) -> socket.socket:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [python, str(_SCRIPT), str(theirs.fileno())],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        return self._socket


def peak_memory(pid: int) -> int | None:
    """Return the most memory that a process has had, in MB; None if it has ended, or if this OS has no ``/proc``."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(peak[1]) // 1024 if peak else None
