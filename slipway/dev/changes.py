"""What changed files belong to: apps, stacks, and folders that a pipeline builds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from slipway.config.app import BUILDSPEC_FILE, App, load_apps
from slipway.config.project import Project
from slipway.errors import SlipwayError

FOLDERS = ("apps", "libs", "iac", "modules")
"""The folders of a project that are watched, if they exist."""

# What Terraform and `slipway up` write themselves into the folder of a stack.
_OF_TERRAFORM = re.compile(
    r"\.terraform(\.lock\.hcl)?|terraform\.tfstate.*|errored\.tfstate|slipway-imports\.tf|.*\.tflock"
)
_MODULE = re.compile(r'source\s*=\s*"(?:[^"?]*/)?([^/"?]+)/?(?:\?[^"]*)?"')


@dataclass(frozen=True)
class Changes:
    """What has to be done after files have changed.

    Attributes:
        apps: names of the apps to deploy, which have a changed file.
        dependents: names of further apps to deploy, which include a changed lib.
        built: names of the folders in ``apps/`` that a pipeline builds.
        stacks: names of the stacks to apply.
        errors: why an app can't be read.
    """

    apps: tuple[str, ...] = ()
    dependents: tuple[str, ...] = ()
    built: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


def classify(project: Project, paths: Iterable[Path]) -> Changes:
    """Return what files belong to that were written, moved or deleted.

    Args:
        project: the project.
        paths: absolute.
    """
    changed = [path.relative_to(project.root).parts for path in paths if path.is_relative_to(project.root)]
    folders = {folder: {parts[1] for parts in changed if parts[0] == folder and len(parts) > 1} for folder in FOLDERS}
    built = {name for name in folders["apps"] if (project.root / "apps" / name / BUILDSPEC_FILE).is_file()}
    apps, errors = load_each(project.root)
    saved = (folders["apps"] - built) & apps.keys()
    with_libs = {name for name, app in apps.items() if folders["libs"] & {*app.libs}}
    return Changes(
        tuple(sorted(saved)),
        tuple(sorted(with_libs - saved)),
        tuple(sorted(built)),
        tuple(_stacks(project, changed)),
        tuple(errors[name] for name in sorted(errors.keys() & folders["apps"])),
    )


def load_each(root: Path) -> tuple[dict[str, App], dict[str, str]]:
    """Return the apps that can be read, and the errors of the others, by the name of their folder."""
    apps: dict[str, App] = {}
    errors: dict[str, str] = {}
    for folder in sorted((root / "apps").glob("[!._]*/")):
        if not (folder / BUILDSPEC_FILE).is_file():
            try:
                (apps[folder.name],) = load_apps(root, [folder.name])
            except SlipwayError as error:
                errors[folder.name] = str(error)
    return apps, errors


def _stacks(project: Project, changed: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the names of the stacks whose folder, or one of whose modules, has a changed file."""
    files = [PurePath(*parts) for parts in changed if not any(map(_OF_TERRAFORM.fullmatch, parts))]
    modules = {file.parts[1] for file in files if file.parts[0] == "modules" and len(file.parts) > 2}
    used = _used_modules(project) if modules else {}
    for stack in project.select(()):
        directory = PurePath(stack.directory)
        if any(file.is_relative_to(directory) for file in files) or modules & _below(f"{directory}/", used):
            yield stack.name


def _used_modules(project: Project) -> dict[str, set[str]]:
    """Return the modules that each stack or module uses, by the stack's directory with a slash or the module's name."""
    modules = {folder.name: folder for folder in project.root.glob("modules/*/")}
    stacks = {f"{PurePath(stack.directory)}/": project.root / stack.directory for stack in project.stacks}
    return {
        key: {name for file in folder.glob("*.tf") for name in _MODULE.findall(file.read_text(encoding="utf-8"))}
        & modules.keys()
        for key, folder in (modules | stacks).items()
    }


def _below(name: str, used: Mapping[str, set[str]]) -> set[str]:
    """Return the modules that a folder uses, directly or by another module."""
    found: set[str] = set()
    waiting = {*used.get(name, ())}
    while waiting:
        module = waiting.pop()
        found.add(module)
        waiting |= used.get(module, set()) - found
    return found
