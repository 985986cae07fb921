"""What changed files belong to: apps, stacks, and folders that a pipeline builds."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from slipway.config.app import BUILDSPEC_FILE, LAYERS, App, load_app
from slipway.config.project import Project
from slipway.config.stack import FILE_NAME
from slipway.errors import SlipwayError
from slipway.terraform import configuration_files

_FOLDERS = ("apps", "libs", "layers", "iac", "modules")

# What Terraform and `slipway up` write themselves into the folder of a stack.
_OF_TERRAFORM = re.compile(
    r"\.terraform(\.lock\.hcl)?|terraform\.tfstate.*|errored\.tfstate|slipway-imports\.tf|.*\.tflock"
)
_MODULE = re.compile(r'source\s*=\s*"(?:[^"?]*/)?([^/"?]+)/?(?:\?[^"]*)?"')
# A path from the folder of a stack or a module, such as that of file() or templatefile(), up to an expression in it.
_READ = re.compile(r'"\$\{path\.(?:module|root)\}/((?:[^"$]|\$(?!\{))+)("?)')


@dataclass(frozen=True)
class Changes:
    """What has to be done after files have changed.

    Attributes:
        apps: names of the apps to deploy, which have a changed file.
        dependents: names of further apps to deploy, which include a changed lib.
        built: names of the folders in ``apps/`` that a pipeline builds.
        stacks: names of the stacks to apply.
        errors: why an app, a layer or a file of a stack can't be read.
        has_settings: whether slipway.toml has changed.
    """

    apps: tuple[str, ...] = ()
    dependents: tuple[str, ...] = ()
    built: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    has_settings: bool = False


def watched(project: Project) -> list[Path]:
    """Return the folders and files that apps, layers and stacks are made from, those that exist."""
    folders = [project.root / name for name in _FOLDERS]
    libs = {app.lib_folder(lib) for app in load_each(project.root)[0].values() for lib in app.libs}
    paths = {path for each in _read_paths(project).values() for path in each}
    read = {Path(path) if path.endswith("/") else Path(path).parent for path in paths}
    read = {path for path in read if not project.root.is_relative_to(path)}  # a prefix such as ../../ is everything
    outside = {path for path in libs | read if not any(map(path.is_relative_to, folders))}
    zips = {path for path in outside if path.is_relative_to(project.root / "build")}  # of the layers, which are watched
    return [path for path in (*folders, *sorted(outside - zips), project.root / FILE_NAME) if path.exists()]


def classify(project: Project, paths: Iterable[Path]) -> Changes:
    """Return what files belong to that were written, moved or deleted.

    Args:
        project: the project.
        paths: absolute.
    """
    files = [*paths]
    changed = [path.relative_to(project.root).parts for path in files if path.is_relative_to(project.root)]
    folders = {folder: {parts[1] for parts in changed if parts[0] == folder and len(parts) > 1} for folder in _FOLDERS}
    built = {name for name in folders["apps"] if (project.root / "apps" / name / BUILDSPEC_FILE).is_file()}
    apps, errors = load_each(project.root)
    saved = (folders["apps"] - built) & apps.keys()
    with_libs = {name for name, app in apps.items() if _has_changed_lib(app, files)}
    layers, errors_of_layers = load_each(project.root, LAYERS)
    layers_changed = folders[LAYERS] | {name for name, layer in layers.items() if _has_changed_lib(layer, files)}
    zips = [project.root / "build" / LAYERS / f"{name}.zip" for name in layers_changed & layers.keys()]
    stacks, errors_of_stacks = _load_stacks(project, [*files, *zips])
    return Changes(
        tuple(sorted(saved)),
        tuple(sorted(with_libs - saved)),
        tuple(sorted(built)),
        stacks,
        tuple(errors[name] for name in sorted(errors.keys() & folders["apps"]))
        + tuple(errors_of_layers[name] for name in sorted(errors_of_layers.keys() & folders[LAYERS]))
        + errors_of_stacks,
        has_settings=(FILE_NAME,) in changed,
    )


def _has_changed_lib(app: App, files: Iterable[Path]) -> bool:
    folders = [app.lib_folder(lib) for lib in app.libs]
    return any(file.is_relative_to(folder) for file in files for folder in folders)


def load_each(root: Path, kind: str = "apps") -> tuple[dict[str, App], dict[str, str]]:
    """Return the apps, or the layers, that can be read, and the errors of the others, by the name of their folder."""
    apps: dict[str, App] = {}
    errors: dict[str, str] = {}
    for folder in sorted((root.absolute() / kind).glob("[!._]*/")):
        if not (folder / BUILDSPEC_FILE).is_file():
            try:
                apps[folder.name] = load_app(folder)
            except SlipwayError as error:
                errors[folder.name] = str(error)
    return apps, errors


def _load_stacks(project: Project, changed: Iterable[Path]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of `_stacks`, or why they aren't known: a file may be in the middle of an edit."""
    try:
        return tuple(_stacks(project, changed)), ()
    except SlipwayError as error:
        return (), (str(error),)


def _stacks(project: Project, changed: Iterable[Path]) -> Iterator[str]:
    """Yield the names of the stacks that have, or read, a changed file, themselves or by one of their modules."""
    files = [file for file in changed if not any(map(_OF_TERRAFORM.fullmatch, file.parts))]
    used, read = _used_modules(project), _read_paths(project)
    for stack in project.select(()):
        key = f"{PurePath(stack.directory)}/"
        modules = _below(key, used)
        folders = [project.root / stack.directory, *(project.root / "modules" / name for name in modules)]
        paths = [path for name in (key, *modules) for path in read[name]]
        if any(file.is_relative_to(folder) for file in files for folder in folders) or any(
            f"{file}/".startswith(path) for file in files for path in paths
        ):
            yield stack.name


def _read_paths(project: Project) -> dict[str, set[str]]:
    """Return what each stack or module reads by a path from its folder: with a slash at the end, or a prefix."""
    return {
        key: {
            os.path.normpath(folder / path) + ("/" if end or path.endswith("/") else "")
            for file in configuration_files.find(folder, [".tf"])
            for path, end in _READ.findall(configuration_files.read(file))
        }
        for key, folder in _folders(project).items()
    }


def _used_modules(project: Project) -> dict[str, set[str]]:
    """Return the modules that each stack or module uses, by the stack's directory with a slash or the module's name."""
    folders = _folders(project)
    return {
        key: {
            name
            for file in configuration_files.find(folder, [".tf"])
            for name in _MODULE.findall(configuration_files.read(file))
        }
        & folders.keys()
        for key, folder in folders.items()
    }


def _folders(project: Project) -> dict[str, Path]:
    """Return the folders of the modules by name, and of the stacks by their directory with a slash."""
    modules = {folder.name: folder for folder in project.root.glob("modules/*/")}
    stacks = {f"{PurePath(stack.directory)}/": project.root / stack.directory for stack in project.stacks}
    return modules | stacks


def _below(name: str, used: Mapping[str, set[str]]) -> set[str]:
    """Return the modules that a folder uses, directly or by another module."""
    found: set[str] = set()
    waiting = {*used.get(name, ())}
    while waiting:
        module = waiting.pop()
        found.add(module)
        waiting |= used.get(module, set()) - found
    return found
