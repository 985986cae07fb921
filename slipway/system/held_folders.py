"""Folders that belong to a process while it runs, however it ends.

The process holds a lock of the kernel on a file in the folder. A recorded process id wouldn't do: after a restart of
the machine, or in another container that has the folder too, another process has the same one.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def hold(folder: Path, name: str) -> IO[str]:
    """Create a folder, and hold it until the result is closed or this process ends.

    Args:
        folder: the folder.
        name: name of the file in it that is locked.
    """
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = (folder / name).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.samestat((folder / name).stat(), os.fstat(lock.fileno())):
                return lock
        except FileNotFoundError:  # another process has just found that nobody holds it, and removed it
            continue


@contextmanager
def unless_held(folder: Path, name: str) -> Iterator[bool]:
    """Yield whether no process holds the folder. Then none can hold it during the block, which may remove it."""
    try:
        lock = (folder / name).open("a")
    except (FileNotFoundError, NotADirectoryError):
        yield False
        return
    with lock:
        yield _lock(lock)


def _lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
