"""Folders that functions and builds have written to."""

import contextlib
import os
import shutil
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, also where it may only be read.

    Go's module cache, for one, consists of folders that nobody may write to, and stands in the home of a build.

    Raises:
        OSError: something can't be removed, such as what another user owns.
    """
    with contextlib.suppress(PermissionError):
        shutil.rmtree(folder)
        return
    _open(folder)
    shutil.rmtree(folder)


def _open(folder: Path) -> None:
    folder.chmod(0o700)
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            _open(Path(entry.path))
