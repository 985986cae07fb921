"""Selecting the files of an app's folder and its libs for the zip, and their names in it."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from slipway.config.app import SETTINGS_FILE, App
from slipway.errors import SlipwayError
from slipway.package.archive import is_executable
from slipway.package.selection import Selection, matches

REQUIREMENTS_FILE = "requirements.txt"
# The packager's own input, in the top folder.
_INPUTS = (REQUIREMENTS_FILE, "requirements.in")
_INPUTS_IN_APPS = (*_INPUTS, SETTINGS_FILE, "check.json", "README.md", "package-lock.json")
# Packages of Lambda's Python runtimes.
RUNTIME = ("awslambdaric", "boto3", "botocore", "dateutil", "jmespath", "s3transfer", "simplejson", "six",
            "snapshot_restore_py", "urllib3")  # fmt: skip
_SUFFIXES = {"python": [".py"], "nodejs": [".mjs", ".js", ".cjs", ".mts", ".ts", ".cts"]}


def own_files(app: App) -> tuple[dict[str, dict[str, Path]], list[str]]:
    """Select the files of an app's folder and its libs.

    Returns:
        origin -> name in the zip -> file, for the app's folder and each of its libs; and the paths of the hidden files,
        tests, wheels and virtual environments that are left out.

    Raises:
        SlipwayError: the handler's file is missing, a folder holds something other than files and folders, a pattern
            of ``include`` matches nothing, or a module has the name of one of Python.
    """
    selection = Selection(app.include, app.exclude)
    origin = app.label
    origins = {origin: _named(selection.files(app.folder, origin, "", _INPUTS_IN_APPS))}
    if not app.is_layer:
        entry(app, origins[origin])
    for lib in app.libs:
        files = selection.files(app.lib_folder(lib), f"libs/{lib}", f"{lib}/", _INPUTS)
        origins[f"libs/{lib}"] = _named(files)
    names = [name for files in origins.values() for name in files]
    for pattern in app.include:
        if not any(matches(name, (pattern,)) for name in names):
            raise SlipwayError(f"{origin}/{SETTINGS_FILE}: include: no file or folder is called {pattern!r}")
    if app.family == "python":
        _reject_names_of_python(app, origins)
    return origins, selection.left_out


def _named(files: Iterable[tuple[str, Path]]) -> dict[str, Path]:
    return {_name(name, path): path for name, path in files}


def _reject_names_of_python(app: App, origins: Mapping[str, Mapping[str, Path]]) -> None:
    """Raise SlipwayError if a module hides one of Python, since the function's folder comes first in its path."""
    for origin, files in origins.items():
        for name in files:
            root, _, rest = name.partition("/")
            is_module = rest == "__init__.py" or (not rest and root.endswith(".py")) or origin == f"libs/{root}"
            module = root.removesuffix(".py")
            is_reserved = module in RUNTIME and (module == app.module or origin == f"libs/{module}")
            if is_module and (is_reserved or module in sys.stdlib_module_names):
                owner = "the runtime" if is_reserved else "Python"
                raise SlipwayError(f"{origin} can't have a module {module}, which hides the one of {owner}: rename it")


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
    return _named(Selection().files(folder, "", "", (), everything=True))


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


def _name(name: str, path: Path) -> str:
    """Return a file's name in the zip: its bytes on the disk as UTF-8, whatever the locale is."""
    try:
        return os.fsencode(name).decode()
    except UnicodeDecodeError as error:
        raise SlipwayError(f"the name of {path} isn't UTF-8: rename it") from error
