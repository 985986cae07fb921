"""Starting, checking and stopping the emulator's process, which holds the lock of a file.

The process inherits the lock, and the kernel releases it when the last process of the emulator has ended. So neither a
stale pid nor another program on the port is mistaken for the emulator.
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
from typing import IO

from slipway.errors import SlipwayError

_HOST = "127.0.0.1"
_LOG_TAIL = 15  # lines of the log in an error message


def listen(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1, on ``port`` or, if that is in use, on a free port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Connections of a stopped emulator may remain for a minute; they don't block the port.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((_HOST, 0 if is_in_use(port) else port))
    except OSError:
        listener.bind((_HOST, 0))
    listener.listen()
    return listener


def is_in_use(port: int) -> bool:
    """Return whether another process listens; on macOS, a bind succeeds if it listens on all interfaces."""
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
    """Start the emulator and wait until it runs in the background.

    Args:
        command: gets three more arguments: the path of the lock file, and the descriptors of lock and listener.
        lock_file: is locked until the emulator ends.
        listener: is passed on to the emulator, and closed here.
        environment: environment variables of the emulator.
        log_file: receives its output.
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
            check=False,  # errors are in the log, which `wait_until_healthy` shows
        )


def is_running(lock_file: Path) -> bool:
    """Return whether a process of the emulator is running."""
    try:
        with lock_file.open() as lock:
            return _is_locked(lock)
    except FileNotFoundError:
        return False


def process_id(lock_file: Path) -> int:
    """Return the pid of the running emulator."""
    return int(lock_file.read_text())


def end(lock_file: Path, timeout: float = 10) -> None:
    """Kill the emulator and its functions, if they are running, and wait until they have ended.

    A process that has the pid, but not the lock, isn't the emulator: that runs in another container, whose pids are
    other processes here. It ends when it finds its lock file deleted, as does one whose pid isn't in the file: it is
    still starting, or the file is damaged.

    Raises:
        SlipwayError: they haven't ended after ``timeout`` seconds, or belong to another user.
    """
    try:
        lock = lock_file.open()
    except FileNotFoundError:
        return
    with lock:
        for _ in _until(lambda: not _is_locked(lock), timeout):
            pid = _read_pid(lock)
            if pid and _has_open(pid, lock):
                with contextlib.suppress(ProcessLookupError):
                    # Not SIGTERM: there is nothing to save, and a suspended process would ignore it.
                    os.kill(pid, signal.SIGKILL)
            else:
                lock_file.unlink(missing_ok=True)
        if _is_locked(lock):
            raise SlipwayError(f"the local AWS doesn't stop: a process still holds the lock of {lock_file}")


def _read_pid(lock: IO[str]) -> int | None:
    """Return the pid in a lock file, also after the file was deleted; None if it has none."""
    lock.seek(0)
    with contextlib.suppress(ValueError):
        return max(int(lock.read()), 0) or None  # to kill 0 or less would kill a group of processes
    return None


def _is_locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(lock, fcntl.LOCK_UN)
    return False


def _has_open(pid: int, file: IO[str]) -> bool:
    """Return whether a process has a file open; True where that can't be seen, as on macOS."""
    descriptors = Path(f"/proc/{pid}/fd")
    if not Path("/proc/self/fd").exists():
        return True
    wanted = os.fstat(file.fileno())
    try:
        return any(os.path.samestat(wanted, each.stat()) for each in descriptors.iterdir() if each.exists())
    except OSError:  # it has ended, or it is another user's
        return False


def wait_until_healthy(port: int, lock_file: Path, log_file: Path, timeout: float = 60) -> None:
    """Wait until MiniStack responds.

    Raises:
        SlipwayError: it ended, or didn't respond within ``timeout`` seconds. Contains the last lines of its log.
    """
    for _ in _until(lambda: is_healthy(port, timeout=5), timeout):
        if not is_running(lock_file):
            raise SlipwayError(f"the local AWS didn't start{_last_lines(log_file)}")
    if not is_healthy(port, timeout=5):
        raise SlipwayError(f"the local AWS doesn't respond{_last_lines(log_file)}")


def is_healthy(port: int, timeout: float = 30) -> bool:
    """Return whether MiniStack responds within ``timeout`` seconds."""
    connection = HTTPConnection(_HOST, port, timeout=timeout)  # ignores the proxies of the environment
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _until(condition: Callable[[], bool], timeout: float) -> Iterator[None]:
    """Yield every 20 ms until ``condition`` is true or ``timeout`` seconds have passed."""
    deadline = time.monotonic() + timeout
    while not condition() and time.monotonic() < deadline:
        yield
        time.sleep(0.02)


def _last_lines(log_file: Path) -> str:
    """Return the end of an error message: the log's only line, by which the emulator refuses to start, or its end."""
    lines = log_file.read_text(errors="replace").splitlines()
    if len(lines) == 1:
        return f": {lines[0]}"
    return "\n".join([f"; the end of {log_file}:", *lines[-_LOG_TAIL:]])
