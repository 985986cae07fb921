"""Which files of an app's folder, its libs and its dependencies go into the zip, and under which names."""

import fnmatch
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from slipway.config.app import SETTINGS_FILE, App
from slipway.errors import SlipwayError
from slipway.package.archive import is_executable

REQUIREMENTS_FILE = "requirements.txt"
# What a function doesn't read at run time: caches, editors' files, tests, what the packager itself reads.
_LEFT_OUT = (
    ".*",
    "*~",
    "__pycache__",
    "*.py[co]",
    "tests",
    "test_*.py",
    "conftest.py",
    "*.test.[cmjt]*",
    "node_modules",
)
_LEFT_OUT_OF_APP = (
    *_LEFT_OUT,
    SETTINGS_FILE,
    REQUIREMENTS_FILE,
    "requirements.in",
    "check.json",
    "README.md",
    "package-lock.json",
)
_SUFFIXES = {"python": [".py"], "nodejs": [".mjs", ".js", ".cjs", ".mts", ".ts", ".cts"]}


def own_files(app: App) -> dict[str, dict[str, Path]]:
    """Return origin -> name in the zip -> file, for the app's folder and each of the libs it asks for.

    Raises:
        SlipwayError: the handler's file is missing, or there is something else than files and folders.
    """
    origins = {f"apps/{app.name}": _below(app.folder, _LEFT_OUT_OF_APP)}
    entry(app, origins[f"apps/{app.name}"])
    for lib in app.libs:
        files = _below(app.project / "libs" / lib, _LEFT_OUT)
        origins[f"libs/{lib}"] = {f"{lib}/{name}": path for name, path in files.items()}
    return origins


def entry(app: App, files: Mapping[str, Path]) -> str:
    """Return the name of the file that Lambda starts, or of the one that it is made of.

    Raises:
        SlipwayError: it is missing, or a ``bootstrap`` that can't be executed.
    """
    if app.family == "provided":
        if "bootstrap" not in files or not is_executable(files["bootstrap"]):
            raise SlipwayError(f"apps/{app.name} has no executable bootstrap: build it for {app.architecture} first")
        return "bootstrap"
    names = [f"{app.module}{suffix}" for suffix in _SUFFIXES[app.family]]
    found = [name for name in names if name in files]
    if len(found) != 1:
        there = f"has {' and '.join(found)}: keep one" if found else f"has no {names[0]}"
        raise SlipwayError(f"apps/{app.name} {there}, where Lambda looks for the handler {app.handler}")
    return found[0]


def all_below(folder: Path) -> dict[str, Path]:
    """Return name -> file for every file below ``folder``."""
    return _below(folder, ())


def text(app: App, name: str) -> str:
    """Return what is in a file of an app's folder; empty where there is none.

    Raises:
        SlipwayError: it isn't UTF-8.
    """
    path = app.folder / name
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise SlipwayError(f"apps/{app.name}/{name} isn't UTF-8: save it as that") from error


def merge(origins: dict[str, dict[str, Path]]) -> dict[str, Path]:
    """Return the files of all origins together.

    Raises:
        SlipwayError: two origins have the same name at the zip's root, where one would hide the other from
            ``import`` (``movies.py`` and ``movies/`` too) or overwrite it.
    """
    owners: dict[str, str] = {}
    for origin, files in origins.items():
        for root in sorted({_import_name(name) for name in files}):
            if owners.setdefault(root, origin) != origin:
                raise SlipwayError(f"{root} is in {owners[root]} and in {origin}: rename one of them")
    return {name: path for files in origins.values() for name, path in files.items()}


def _import_name(name: str) -> str:
    root, _, below = name.partition("/")
    return root if below else root.removesuffix(".py")


def _below(folder: Path, left_out: tuple[str, ...]) -> dict[str, Path]:
    return {_name(path, folder): path for path in _walk(folder, left_out)}


def _name(path: Path, folder: Path) -> str:
    """Return a file's name in the zip: what stands on the disk, however this process's locale would read it."""
    try:
        return os.fsencode(path.relative_to(folder).as_posix()).decode()
    except UnicodeDecodeError as error:
        raise SlipwayError(f"the name of {path} isn't UTF-8: rename it") from error


def _walk(folder: Path, left_out: tuple[str, ...]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if any(fnmatch.fnmatchcase(entry.name, pattern) for pattern in left_out):
                continue
            if entry.is_symlink():
                # It may lead out of the project, and to something else on every machine.
                raise SlipwayError(f"{entry.path} is a symbolic link: put the file there, or what is shared into libs/")
            if entry.is_dir():
                yield from _walk(Path(entry.path), left_out)
            elif entry.is_file():
                yield Path(entry.path)
            else:
                raise SlipwayError(f"{entry.path} is neither a file nor a folder: take it out of there")
