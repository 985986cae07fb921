"""Apps: each folder in ``apps/`` is one Lambda function and one zip, unless a pipeline builds it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import lambda_release
from slipway.config.toml import choices, read_file
from slipway.errors import SlipwayError

SETTINGS_FILE = "app.toml"
BUILDSPEC_FILE = "buildspec.yml"
LAYERS = "layers"
# Lambda deprecated Node.js 20 in April and Python 3.10 in October 2026; Node.js 22 follows in April and Python 3.11 in
# June 2027: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. The newest runtimes are listed at
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html. Bytecode is reproducible from 3.11, which
# stores sets in a fixed order.
_VALUES = {  # key -> pattern, and examples for the error message
    "runtime": (
        r"python3\.1[1-5]|nodejs2[246]\.x|provided\.al2023",
        'runtime = "python3.13" (or another from 3.11 to 3.15), "nodejs22.x" (or 24, 26) or "provided.al2023"',
    ),
    "architecture": (r"arm64|x86_64", 'architecture = "arm64" or "x86_64"'),
    "bytecode": (r"3\.1[1-5]\.\d+", 'bytecode = "3.13.0" (an exact Python release)'),
    "alarm": (r"[A-Za-z0-9_-]{1,200}", 'alarm = "movies" (a name without the environment)'),
}
# Libs that Slipway is installed with, so that an app has the same release as the command line.
_INSTALLED_LIBS = {lambda_release.__name__: Path(lambda_release.__file__).parent}
_PATTERNS = {"include": 'include = [".well-known"]', "exclude": 'exclude = ["fixtures", "*.csv"]'}


@dataclass(frozen=True)
class App:
    """A folder in ``apps/`` with the settings of its optional ``app.toml``.

    Attributes:
        folder: absolute path.
        libs: folders in ``libs/`` that are included in the zip as packages, or ``lambda_release``, which Slipway is
            installed with.
        runtime: Lambda's identifier: ``python3.11``, ``nodejs22.x`` or newer, or ``provided.al2023`` for an
            executable file ``bootstrap``, which must be built before.
        architecture: ``arm64`` or ``x86_64``.
        bytecode: the exact Python release, e.g. ``3.13.0``, to compile all modules for; None includes only their
            sources (docs/decisions/0005-reproducible-zips.md).
        alarm: a CloudWatch alarm that ends a canary of the app, as ``<environment>-<alarm>``: usually the composite
            alarm of the service that it belongs to.
        include: patterns of paths in the zip, e.g. ``.well-known`` or ``tests/*.json``, to add of the hidden files,
            tests, wheels and virtual environments that are left out by default. ``*`` also matches ``/``.
        exclude: patterns of paths in the zip to leave out, e.g. ``fixtures`` or ``*.csv``, of the app and its libs.
    """

    folder: Path
    libs: tuple[str, ...] = ()
    runtime: str = "python3.13"
    architecture: str = "arm64"
    bytecode: str | None = None
    alarm: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder's name, e.g. ``get-movie``."""
        return self.folder.name

    @property
    def label(self) -> str:
        """The folder's path from the project, e.g. ``apps/get-movie`` or, of a layer, ``layers/shared``."""
        return f"{self.folder.parent.name}/{self.name}"

    @property
    def is_layer(self) -> bool:
        """Whether it is a layer, which has packages and modules for several functions, and no handler."""
        return self.folder.parent.name == LAYERS

    @property
    def module(self) -> str:
        """The module with the handler, e.g. ``get_movie``."""
        return self.name.replace("-", "_")

    @property
    def handler(self) -> str:
        """Lambda's ``Handler``, e.g. ``get_movie.handler``."""
        return "bootstrap" if self.family == "provided" else f"{self.module}.handler"

    @property
    def family(self) -> str:
        """``python``, ``nodejs`` or ``provided``."""
        return self.runtime.rstrip("0123456789.x") if self.runtime != "provided.al2023" else "provided"

    @property
    def project(self) -> Path:
        """The folder that holds ``apps/`` and ``libs/``."""
        return self.folder.parent.parent

    def lib_folder(self, lib: str) -> Path:
        """Return the folder of one of `libs`: in the project's ``libs/``, or where Slipway is installed."""
        own = self.project / "libs" / lib
        return own if own.is_dir() else _INSTALLED_LIBS.get(lib, own)

    @property
    def python(self) -> str:
        """A Python runtime's version, e.g. ``3.13``."""
        return self.runtime.removeprefix("python")


def load_apps(project: Path, names: Sequence[str] | None = None) -> list[App]:
    """Return the apps of a project.

    A folder with a ``buildspec.yml`` isn't a function: a pipeline's CodeBuild project builds and deploys it.

    Args:
        project: folder that holds ``apps/``.
        names: names of apps; all by default.

    Raises:
        SlipwayError: there is no app of a name, or an ``app.toml`` is invalid.
    """
    folders = _folders(project / "apps")
    functions = [name for name in folders if not (project / "apps" / name / BUILDSPEC_FILE).is_file()]
    if not functions:
        raise SlipwayError("no app in apps/: an app is a folder there, e.g. apps/get-movie/get_movie.py")
    for name in names or ():
        if name in folders and name not in functions:
            raise SlipwayError(f"apps/{name} isn't a function: it has a {BUILDSPEC_FILE}, so a pipeline builds it")
        if name not in functions:
            # A shell completes to apps/get-movie/.
            raise SlipwayError(f"there is no app {name!r}{choices(Path(name).name, functions)}")
    return [load_app(project.absolute() / "apps" / name) for name in dict.fromkeys(names or functions)]


def load_layers(project: Path, names: Sequence[str] | None = None) -> list[App]:
    """Return the layers of a project: the folders in ``layers/``, with the same settings as apps.

    Args:
        project: folder that holds ``layers/``.
        names: names of layers; all by default.

    Raises:
        SlipwayError: there is no layer of a name, an ``app.toml`` is invalid, or the runtime isn't Python.
    """
    known = _folders(project / LAYERS)
    for name in names or ():
        if name not in known:
            raise SlipwayError(f"there is no layer {name!r}{choices(name, known)}")
    return [load_app(project.absolute() / LAYERS / name) for name in dict.fromkeys(known if names is None else names)]


def load_app(folder: Path) -> App:
    """Return the app, or the layer, of a folder.

    Args:
        folder: absolute, in ``apps/`` or ``layers/``.

    Raises:
        SlipwayError: it is a symbolic link, its ``app.toml`` is invalid, or a layer's runtime isn't Python.
    """
    _refuse_link(folder)
    path = folder / SETTINGS_FILE
    settings = read_file(path, _label(folder)) if path.is_file() else {}
    for key, value in settings.items():
        _check(folder, key, value)
    app = App(folder, **{**settings, **{key: tuple(settings.get(key, ())) for key in ("libs", *_PATTERNS)}})
    if app.bytecode and not app.bytecode.startswith(f"{app.python}."):
        advice = f"write a release of {app.python}" if app.family == "python" else "remove it"
        raise _error(folder, f"bytecode of Python {app.bytecode} doesn't run on {app.runtime}; {advice}")
    if app.is_layer and app.family != "python":
        raise _error(folder, "layers are for Python runtimes; remove runtime")
    return app


def _folders(parent: Path) -> list[str]:
    """Return the names of the folders in ``parent``, except hidden ones and caches.

    A folder that has only Python's cache is what git leaves of one that it has removed.

    Raises:
        SlipwayError: one is a symbolic link, whose target may be outside the project and differ by machine.
    """
    if parent.is_symlink():
        raise SlipwayError(f"{parent.name}/ is a symbolic link: move the folder here")
    if not parent.is_dir():
        return []
    folders = sorted(path for path in parent.iterdir() if path.is_dir() and path.name[0] not in "._")
    folders = [path for path in folders if {each.name for each in path.iterdir()} != {"__pycache__"}]
    for path in folders:
        _refuse_link(path)
    return [path.name for path in folders]


def _refuse_link(folder: Path) -> None:
    if folder.is_symlink():
        raise SlipwayError(f"{folder.parent.name}/{folder.name} is a symbolic link: copy the folder here")


def _check(folder: Path, key: str, value: object) -> None:
    """Raise SlipwayError if a key or a value isn't valid."""
    if key == "libs":
        _check_libs(folder, value)
    elif key in _PATTERNS:
        if not isinstance(value, list) or not all(isinstance(item, str) and _is_relative(item) for item in value):
            raise _error(folder, f"{key} can't be {value!r}; write a list of paths in the zip, e.g. {_PATTERNS[key]}")
    elif key not in _VALUES:
        raise _error(folder, f"unknown key {key!r}{choices(key, ['libs', *_VALUES, *_PATTERNS])}")
    elif not isinstance(value, str) or not re.fullmatch(_VALUES[key][0], value):
        raise _error(folder, f"{key} can't be {value!r}; write {_VALUES[key][1]}")


def _is_relative(path: str) -> bool:
    return path.strip("/") != "" and path[0] != "/" and not {".", ".."} & set(path.split("/"))


def _check_libs(folder: Path, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _error(folder, f'libs can\'t be {value!r}; write a list of folders in libs/, e.g. libs = ["movies"]')
    known = [*_folders(folder.parent.parent / "libs"), *_INSTALLED_LIBS]
    for name in value:
        if name not in known:
            raise _error(folder, f"there is no lib {name!r}{choices(name, known)}")


def _error(folder: Path, message: str) -> SlipwayError:
    return SlipwayError(f"{_label(folder)}: {message}")


def _label(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}/{SETTINGS_FILE}"
