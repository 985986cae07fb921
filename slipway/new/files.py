"""Writing the files of something new: all of them, or none after an error or Ctrl-C."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slipway.errors import SlipwayError


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


def write_all(texts: Mapping[Path, str]) -> Written:
    """Write files and the folders that they need. A file that has CRLF at the end of its first line keeps CRLF.

    After any error or Ctrl-C, the files have their earlier content, and new files and folders are removed.

    Args:
        texts: file -> its text, with LF.

    Raises:
        SlipwayError: a file or a folder can't be read or written.
    """
    before: dict[Path, bytes | None] = {}
    folders = _missing_folders(texts)
    try:
        before |= {file: file.read_bytes() if file.exists() else None for file in texts}
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline=_newline(before[file] or b""))
    except BaseException as error:
        for file, content in before.items():
            _restore(file, content)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
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


def _restore(file: Path, content: bytes | None) -> None:
    with suppress(OSError):
        if content is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(content)
