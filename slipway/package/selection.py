"""Which files of a folder belong into the zip."""

import fnmatch
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from slipway.errors import SlipwayError

# Caches, and files of tools and editors.
_CACHES = (
    "__pycache__",
    "*.py[co]",
    "*~",
    ".*.sw?",
    ".DS_Store",
    ".git*",
    ".idea",
    ".vscode",
    ".coverage*",
    ".hypothesis",
    ".*_cache",
    "node_modules",
)
# Left out too, but reported: hidden files, which often hold secrets, tests, and wheels to install.
_REPORTED = (".*", "tests", "test_*.py", "conftest.py", "*.test.[cmjt]*", "*.whl")
_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"


@dataclass(frozen=True)
class Selection:
    """The selection of an app's files.

    Attributes:
        include: patterns of names in the zip that are selected although they are left out by default.
        exclude: patterns of names in the zip that aren't selected.
        left_out: receives the paths of what is left out by default; a folder's ends with ``/``.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    left_out: list[str] = field(default_factory=list)

    def files(
        self, folder: Path, label: str, prefix: str, inputs: Iterable[str], *, everything: bool = False
    ) -> Iterator[tuple[str, Path]]:
        """Yield name in the zip and file.

        Args:
            folder: folder to walk.
            label: its path, for the report.
            prefix: prefix of the names in the zip.
            inputs: names in the folder that are left out.
            everything: whether also what is left out by default is yielded.
        """
        with os.scandir(folder) as entries:
            for entry in entries:
                name, path = f"{prefix}{entry.name}", Path(entry.path)
                is_included = matches(name, self.include) and not _CACHE.match(entry.name)
                if matches(name, self.exclude) or (entry.name in inputs and not is_included):
                    continue
                if not everything and not is_included and _is_left_out(entry):
                    yield from self._inside(path, label, name)
                elif _is_folder(entry):
                    yield from self.files(path, f"{label}/{entry.name}", f"{name}/", (), everything=everything)
                else:
                    yield name, path

    def _inside(self, path: Path, label: str, name: str) -> Iterator[tuple[str, Path]]:
        """Yield what is included of a file or folder that is left out, and report it if nothing is."""
        found = False
        is_folder = path.is_dir() and not path.is_symlink()
        if is_folder and any(pattern.startswith(f"{name}/") for pattern in self.include):
            below = Selection(exclude=self.exclude).files(path, label, f"{name}/", (), everything=True)
            for file in below:
                is_cache = any(_CACHE.match(part) for part in PurePosixPath(file[0]).parts)
                if matches(file[0], self.include) and not is_cache:
                    found = True
                    yield file
        if not found and not _CACHE.match(path.name):
            self.left_out.append(f"{label}/{path.name}{'/' if is_folder else ''}")


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Return whether a name, or a folder above it, matches one of the patterns. ``*`` also matches ``/``."""
    if not patterns:
        return False
    path = PurePosixPath(name)
    names = [str(each) for each in (path, *path.parents[:-1])]
    return any(fnmatch.fnmatchcase(each, pattern.rstrip("/")) for each in names for pattern in patterns)


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns))


_CACHE = _compiled(_CACHES)
_DEFAULT = _compiled((*_CACHES, *_REPORTED))


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    if _DEFAULT.match(entry.name):
        return True
    return entry.is_dir(follow_symlinks=False) and Path(entry.path, _VIRTUAL_ENVIRONMENT).is_file()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether it is a folder.

    Raises:
        SlipwayError: it is neither a folder nor a file.
    """
    if entry.is_symlink():
        # Its target may be outside the project, and differ by machine.
        raise SlipwayError(f"{entry.path} is a symbolic link: copy the file, or move shared code to libs/")
    if not entry.is_dir() and not entry.is_file():
        raise SlipwayError(f"{entry.path} is neither a file nor a folder: remove it")
    return entry.is_dir()
