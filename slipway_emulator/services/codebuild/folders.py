"""The folders of builds: their deletion, and a short path of the one for temporary files."""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

# A Unix socket's path has at most 104 bytes on macOS and 108 on Linux (sun_path in unix(7)). Terraform's plugins have
# theirs in TMPDIR, in a folder with a name of 21 bytes and a slash, and with names of 17.
_MAX_BYTES = 64
_LINKS = Path("/tmp")  # noqa: S108 - the folders of builds have random names, and so have the links


def short_path(folder: Path) -> Path:
    """Return the path of a build's folder, by a new link in ``/tmp`` if it is too long for the sockets of programs.

    The links of builds that ended with their local AWS, whose folders it took along, are deleted then.

    Args:
        folder: folder in the build's own folder, with which `remove` deletes the link.
    """
    if len(os.fsencode(folder)) <= _MAX_BYTES:
        return folder
    for old in _LINKS.glob("build-*"):
        with contextlib.suppress(OSError):  # it isn't a link, is another user's, or another build deletes it
            if not old.exists() and old == link_of(old.readlink().parent):
                old.unlink()
    link = link_of(folder.parent)
    link.symlink_to(folder)
    return link


def link_of(build_folder: Path) -> Path:
    """Return where the link to the temporary folder of a build is, if it has one."""
    name = hashlib.sha256(os.fsencode(build_folder)).hexdigest()[:16]
    return _LINKS / f"build-{name}"


def remove(folder: Path) -> None:
    """Delete a build's folder with its link and its content, even if the content is read-only.

    For example, the folders of Go's module cache, which is in a build's home directory, are read-only.

    Raises:
        OSError: some of the content can't be deleted, e.g. because another user owns it.
    """
    link = link_of(folder)
    if link.is_symlink() and link.readlink().parent == folder:
        link.unlink()
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
