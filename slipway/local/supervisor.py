"""The emulator's process: started, looked at and ended through one locked file.

The process inherits the lock when it is started, and the kernel frees it when the last process of the
emulator is gone. So neither a stale pid nor another program on the port can pass for the emulator.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from slipway.errors import SlipwayError

_HOST = "127.0.0.1"
_LOG_TAIL = 15  # lines of the log that an error shows


def listen(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1, on ``port`` or, if that is taken, on a free one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Connections of the emulator before may linger for a minute; they don't own the port.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((_HOST, 0 if _answers(port) else port))
    except OSError:
        listener.bind((_HOST, 0))
    listener.listen()
    return listener


def _answers(port: int) -> bool:
    """Tell whether anybody listens: on macOS, a bind succeeds beside a listener on every interface."""
    with socket.socket() as probe:
        return probe.connect_ex((_HOST, port)) == 0


def start(
    command: list[str],
    lock_file: Path,
    listener: socket.socket,
    *,
    environment: Mapping[str, str],
    log_file: Path,
) -> None:
    """Start ``command`` with the lock file, the lock and the listener as its last three arguments.

    Takes the listener over. Returns once the process, in a session of its own, has detached itself.
    """
    with listener, lock_file.open("w") as lock, log_file.open("w") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        descriptors = [lock.fileno(), listener.fileno()]
        subprocess.run(
            [*command, str(lock_file), *map(str, descriptors)],
            env=dict(environment),
            cwd=lock_file.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=descriptors,
            start_new_session=True,
            check=False,  # what went wrong stands in the log, and shows when it doesn't get healthy
        )


def is_running(lock_file: Path) -> bool:
    """Tell whether a process of the emulator is left."""
    try:
        with lock_file.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def process_id(lock_file: Path) -> int:
    """Return the pid of the emulator, which is running."""
    return int(lock_file.read_text())


def end(lock_file: Path, timeout: float = 10) -> None:
    """End the emulator and its function workers, if they are running, and wait until they are gone.

    Raises:
        SlipwayError: they weren't gone after ``timeout`` seconds, or belong to another user.
    """
    for _ in _until(lambda: not is_running(lock_file), timeout):
        # Not SIGTERM: there is nothing to save, and a stopped process heeds nothing else. The pid is
        # missing for the instant in which the process starts; then the next turn finds it.
        with contextlib.suppress(ValueError, ProcessLookupError, FileNotFoundError):
            os.kill(process_id(lock_file), signal.SIGKILL)
    if is_running(lock_file):
        raise SlipwayError(f"the local AWS doesn't end: the process that locks {lock_file} is still there")


def wait_until_healthy(port: int, lock_file: Path, log_file: Path, timeout: float = 60) -> None:
    """Wait until MiniStack answers.

    Raises:
        SlipwayError: it ended, or didn't answer within ``timeout`` seconds; holds the last lines of its log.
    """
    for _ in _until(lambda: is_healthy(port, timeout=5), timeout):
        if not is_running(lock_file):
            raise SlipwayError(f"the local AWS didn't start; the end of {log_file}:\n{_tail(log_file)}")
    if not is_healthy(port, timeout=5):
        raise SlipwayError(f"the local AWS doesn't answer; the end of {log_file}:\n{_tail(log_file)}")


def is_healthy(port: int, timeout: float = 30) -> bool:
    """Tell whether MiniStack answers within ``timeout`` seconds; it may well be busy."""
    connection = HTTPConnection(_HOST, port, timeout=timeout)  # ignores the proxies of the environment
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _until(condition: Callable[[], bool], timeout: float) -> Iterator[None]:
    """Yield every 20 ms until ``condition`` holds or ``timeout`` seconds are over."""
    deadline = time.monotonic() + timeout
    while not condition() and time.monotonic() < deadline:
        yield
        time.sleep(0.02)


def _tail(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-_LOG_TAIL:])
