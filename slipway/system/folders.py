"""Deletes folders of builds."""

import contextlib
import os
import shutil
from pathlib import Path


def remove(folder: Path) -> None:
    """Delete a folder and its content, even if the content is read-only.

    For example, the folders of Go's module cache, which is in a build's home directory, are read-only.

    Raises:
        OSError: some of the content can't be deleted, e.g. because another user owns it.
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
