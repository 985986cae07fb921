"""Removing folders that functions and builds have written to."""

import contextlib
import os
import shutil
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder and its content, including read-only folders such as those of Go's module cache.

    Raises:
        OSError: a file can't be removed, e.g. because another user owns it.
    """
    with contextlib.suppress(PermissionError):
        shutil.rmtree(folder)
        return
    _make_writable(folder)
    shutil.rmtree(folder)


def _make_writable(folder: Path) -> None:
    folder.chmod(0o700)
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            _make_writable(Path(entry.path))
