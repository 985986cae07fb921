"""Private temporary folders, for what others must not read, such as plans and variables, and for sockets.

A process that is killed leaves its folders behind. The next one removes them.
"""

import functools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slipway.system import held_folders

_PREFIX = "slipway-"
_LOCK = ".lock"
_MIN_AGE = 60  # seconds; a younger folder may be one whose owner doesn't hold it yet


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield a folder that only this user can read, and remove it afterwards."""
    _remove_stale(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with held_folders.hold(folder, _LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def _remove_stale(directory: Path) -> None:
    """Remove the folders of this user that no process holds any more, once for each process."""
    for lock in directory.glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError):  # another process has just removed it
            if lock.stat().st_uid != os.getuid() or time.time() - lock.stat().st_mtime < _MIN_AGE:
                continue
            with held_folders.unless_held(lock.parent, _LOCK) as is_stale:
                if is_stale:
                    shutil.rmtree(lock.parent)
