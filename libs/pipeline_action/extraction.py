"""Extracts zips that others have made: with a maximum number of files and bytes, and only into one folder."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline_action.errors import ActionError

_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a zip may have at most.

    Attributes:
        files: number of files, also of those that aren't extracted.
        file_size: bytes of a file.
        total_size: bytes of all files.
    """

    files: int
    file_size: int
    total_size: int


def extract(
    source: IO[bytes] | Path,
    folder: Path,
    limits: Limits,
    label: str,
    wanted: Callable[[str], bool] = lambda _: True,
) -> dict[str, Path]:
    """Extract the files of a zip into a folder.

    Args:
        source: the zip.
        folder: an empty folder.
        limits: maximum numbers, also of the sizes that the zip declares: no more bytes are read of a file.
        label: label of the zip, for error messages.
        wanted: returns whether a file is extracted, by its path in the zip.

    Returns:
        Path in the zip -> extracted file.

    Raises:
        ActionError: the zip is corrupt or encrypted, exceeds a limit, or has a link or a path outside of the folder.
    """
    with _open(source, limits, label) as archive:
        files = {entry.filename: entry for entry in _checked(archive, label) if wanted(entry.filename)}
        for name, entry in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as content, target.open("wb") as file:
                shutil.copyfileobj(content, file, _BLOCK)
    return {name: folder / name for name in files}


def check(path: Path, limits: Limits, label: str) -> None:
    """Check that a zip can be extracted, and that every file has its checksum.

    Raises:
        ActionError: see `extract`.
    """
    with _open(path, limits, label) as archive:
        for entry in _checked(archive, label):
            with archive.open(entry) as content:
                while content.read(_BLOCK):
                    pass


@contextmanager
def _open(source: IO[bytes] | Path, limits: Limits, label: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            _check_limits(archive, limits, label)
            yield archive
    # RuntimeError: the zip is encrypted. NotImplementedError: an unknown compression, or a zip in parts.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        raise ActionError(f"{label} is not a readable zip: {error}") from None


def _check_limits(archive: zipfile.ZipFile, limits: Limits, label: str) -> None:
    # Python's zipfile never returns more bytes of a file than the zip declares: it reads up to file_size.
    entries = archive.infolist()
    if len(entries) > limits.files:
        raise ActionError(f"{label} has {len(entries)} files, more than {limits.files}")
    for entry in entries:
        if entry.file_size > limits.file_size:
            raise ActionError(f"{label}: {entry.filename} has more than {limits.file_size} bytes")
    if sum(entry.file_size for entry in entries) > limits.total_size:
        raise ActionError(f"{label} has more than {limits.total_size} bytes in all")


def _checked(archive: zipfile.ZipFile, label: str) -> Iterator[zipfile.ZipInfo]:
    """Yield the files, after checking every path."""
    names: set[str] = set()
    for entry in archive.infolist():
        name = entry.orig_filename
        mode = entry.external_attr >> 16
        if not _is_inside(name) or name != entry.filename:
            raise ActionError(f"{label} has a path outside of its folder: {name[:100]!r}")
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ActionError(f"{label}: {name} is a link or another special file")
        if name in names:
            raise ActionError(f"{label} has {name} twice")
        names.add(name)
    for entry in archive.infolist():
        if not entry.is_dir():
            yield entry


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    is_plain = "\\" not in name and ":" not in path.parts[0][1:2] if path.parts else False
    return is_plain and "\0" not in name and not path.is_absolute() and ".." not in path.parts
