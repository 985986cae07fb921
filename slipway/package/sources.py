"""Selecting the files of an app's folder and its libs for the zip, and their names in it."""

import fnmatch
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from slipway.config.app import SETTINGS_FILE, App
from slipway.errors import SlipwayError
from slipway.package.archive import is_executable

REQUIREMENTS_FILE = "requirements.txt"
# Not needed at run time: caches, editors' files, tests, and the packager's own input.
_EXCLUDED = (
    ".*",
    "*~",
    "__pycache__",
    "*.py[co]",
    "tests",
    "test_*.py",
    "conftest.py",
    "*.test.[cmjt]*",
    "node_modules",
    REQUIREMENTS_FILE,
    "requirements.in",
)
_EXCLUDED_IN_APPS = (
    *_EXCLUDED,
    SETTINGS_FILE,
    "check.json",
    "README.md",
    "package-lock.json",
)
_SUFFIXES = {"python": [".py"], "nodejs": [".mjs", ".js", ".cjs", ".mts", ".ts", ".cts"]}


def own_files(app: App) -> dict[str, dict[str, Path]]:
    """Return origin -> name in the zip -> file, for the app's folder and each of its libs.

    Raises:
        SlipwayError: the handler's file is missing, or a folder holds something other than files and folders.
    """
    origins = {f"apps/{app.name}": _files(app.folder, _EXCLUDED_IN_APPS)}
    entry(app, origins[f"apps/{app.name}"])
    for lib in app.libs:
        files = _files(app.project / "libs" / lib, _EXCLUDED)
        origins[f"libs/{lib}"] = {f"{lib}/{name}": path for name, path in files.items()}
    return origins


def entry(app: App, files: Mapping[str, Path]) -> str:
    """Return the name of the file with the handler, or of the source that it is bundled from.

    Raises:
        SlipwayError: the file is missing, or is a ``bootstrap`` that can't be executed.
    """
    if app.family == "provided":
        if "bootstrap" not in files or not is_executable(files["bootstrap"]):
            raise SlipwayError(f"apps/{app.name} has no executable bootstrap: build it for {app.architecture} first")
        return "bootstrap"
    names = [f"{app.module}{suffix}" for suffix in _SUFFIXES[app.family]]
    present = [name for name in names if name in files]
    if len(present) != 1:
        problem = f"has {' and '.join(present)}: keep one" if present else f"has no {names[0]}"
        raise SlipwayError(f"apps/{app.name} {problem}, where Lambda looks for the handler {app.handler}")
    return present[0]


def all_files(folder: Path) -> dict[str, Path]:
    """Return path from the folder -> file, for every file in a folder and its subfolders."""
    return _files(folder, ())


def text(app: App, name: str) -> str:
    """Return the text of a file in an app's folder; empty if there is no such file.

    Raises:
        SlipwayError: the file isn't UTF-8.
    """
    return read(app.folder / name, f"apps/{app.name}/{name}")


def read(path: Path, label: str) -> str:
    """Return the text of a file without a byte order mark; empty if there is no such file.

    Raises:
        SlipwayError: the file isn't UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise SlipwayError(f"{label} isn't UTF-8: save it as UTF-8") from error


def merge(origins: dict[str, dict[str, Path]]) -> dict[str, Path]:
    """Return the files of all origins together.

    Raises:
        SlipwayError: two origins have the same name at the zip's root, so that one would overwrite the other or hide it
            from ``import``, like ``movies.py`` and ``movies/``.
    """
    owners: dict[str, str] = {}
    for origin, files in origins.items():
        for root in sorted({_import_name(name) for name in files}):
            if owners.setdefault(root, origin) != origin:
                raise SlipwayError(f"{root} is in {owners[root]} and in {origin}: rename one of them")
    return {name: path for files in origins.values() for name, path in files.items()}


def _import_name(name: str) -> str:
    root, _, rest = name.partition("/")
    return root if rest else root.removesuffix(".py")


def _files(folder: Path, excluded: tuple[str, ...]) -> dict[str, Path]:
    return {_name(path, folder): path for path in _walk(folder, excluded)}


def _name(path: Path, folder: Path) -> str:
    """Return a file's name in the zip: its bytes on the disk as UTF-8, whatever the locale is."""
    try:
        return os.fsencode(path.relative_to(folder).as_posix()).decode()
    except UnicodeDecodeError as error:
        raise SlipwayError(f"the name of {path} isn't UTF-8: rename it") from error


def _walk(folder: Path, excluded: tuple[str, ...]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if any(fnmatch.fnmatchcase(entry.name, pattern) for pattern in excluded):
                continue
            if entry.is_symlink():
                # Its target may be outside the project, and differ by machine.
                raise SlipwayError(f"{entry.path} is a symbolic link: copy the file, or move shared code to libs/")
            if entry.is_dir():
                yield from _walk(Path(entry.path), excluded)
            elif entry.is_file():
                yield Path(entry.path)
            else:
                raise SlipwayError(f"{entry.path} is neither a file nor a folder: remove it")
