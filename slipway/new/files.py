"""Writing the files of something new: all of them, or none after an error or Ctrl-C."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from slipway.errors import SlipwayError
from slipway.system.signals import interrupt_on_termination


@dataclass(frozen=True)
class Written:
    """The files that were written.

    Attributes:
        new: those that didn't exist.
        changed: the others.
    """

    new: list[Path]
    changed: list[Path]

    def lines(self, root: Path) -> list[str]:
        """Return a line for each file, with its path in the root."""
        verbs = [("wrote", self.new), ("changed", self.changed)]
        return [f"{verb} {file.relative_to(root)}" for verb, files in verbs for file in files]


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Wait for other commands that change the files of a project, and let this one end by SIGTERM as by Ctrl-C.

    Each reads files that it then writes, so a second one would remove what the first one has added.
    """
    folder = root / ".slipway"
    folder.mkdir(exist_ok=True)
    with interrupt_on_termination(), FileLock(folder / "new.lock"):
        yield


def write_all(texts: Mapping[Path, str]) -> Written:
    """Write files and the folders that they need. A file that has CRLF at the end of its first line keeps CRLF.

    After any error or Ctrl-C, the files have their earlier content, and new files and folders are removed. Also when
    this process is killed, each file has its earlier or its new content, never a part of it.

    Args:
        texts: file -> its text, with LF.

    Raises:
        SlipwayError: a file or a folder can't be read or written.
    """
    before: dict[Path, bytes | None] = {}
    parts: dict[Path, Path] = {}
    folders = _missing_folders(texts)
    try:
        before |= {file: file.read_bytes() if file.exists() else None for file in texts}
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            parts[file] = _part(file)
            parts[file].write_text(text, encoding="utf-8", newline=_newline(before[file] or b""))
            if file.exists():
                shutil.copymode(file, parts[file])
        for file, part in parts.items():
            part.replace(file.resolve())  # a symbolic link stays one
    except BaseException as error:
        _restore(before, parts.values(), folders)
        if isinstance(error, OSError):
            where = error.filename or "the files"  # a full disk has no name
            raise SlipwayError(f"can't write {where}: {error.strerror or error}") from error
        raise
    return Written(
        [file for file, content in before.items() if content is None],
        [file for file, content in before.items() if content is not None],
    )


def _newline(content: bytes) -> str:
    return "\r\n" if content.partition(b"\n")[0].endswith(b"\r") else "\n"


def _missing_folders(files: Iterable[Path]) -> list[Path]:
    """Return the folders that don't exist yet, each before its parent."""
    missing = {folder for file in files for folder in file.parents if not folder.exists()}
    return sorted(missing, key=lambda folder: len(folder.parts), reverse=True)


def _part(file: Path) -> Path:
    """Return the path of what replaces a file, beside it or beside what it links to.

    Raises:
        PermissionError: the file may not be written; it could be replaced nevertheless.
    """
    target = file.resolve()
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
    return target.with_name(f".{target.name}.{os.getpid()}")


def _restore(before: Mapping[Path, bytes | None], parts: Iterable[Path], folders: Iterable[Path]) -> None:
    for part in parts:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    for file, content in before.items():
        with suppress(OSError):
            if content is None:
                file.unlink(missing_ok=True)
            elif content != file.read_bytes():
                file.write_bytes(content)
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
