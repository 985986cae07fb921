"""A new project, which uses Slipway: its files, with one stack and one function behind an API."""

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new import api
from slipway.new import source as sources
from slipway.new.app import new_app
from slipway.new.files import Written, write_all
from slipway.new.rendering import render

_ENVIRONMENTS = ("dev", "prod")
_APP, _ROUTE = "hello", "GET /hello"


def new_project(directory: Path, *, source: str | None = None, region: str = "eu-central-1") -> Written:
    """Write a project into a folder that is empty or doesn't exist. Either everything is written or nothing.

    Args:
        directory: the folder, whose name becomes the project's.
        source: source of Slipway, see `slipway.new.source.find`.
        region: AWS region.

    Returns:
        The files that were written.

    Raises:
        SlipwayError: the folder isn't empty, or its name or the region can't be used.
    """
    directory = _resolved(directory)
    _check(directory, region)
    values = _values(directory.name, region, sources.find(source))
    with tempfile.TemporaryDirectory() as made:
        draft = Path(made).resolve()
        stack = draft / "iac" / directory.name
        write_all(render("project", draft, values) | _stack(stack, values) | _api(stack, values))
        write_all(_lock_of_bootstrap(draft, stack))
        new_app(load_project(draft), _APP, route=_ROUTE, stack_name=directory.name)
        tool = draft / ".slipway"  # the Terraform that was downloaded, if there is none on PATH
        texts = {
            directory / file.relative_to(draft): file.read_text(encoding="utf-8")
            for file in sorted(draft.rglob("*"))
            if file.is_file() and not file.is_relative_to(tool)
        }
        written = write_all(texts)
        if tool.is_dir():
            shutil.copytree(tool, directory / tool.name)
    return written


def _resolved(directory: Path) -> Path:
    """Return the path without symbolic links.

    Raises:
        SlipwayError: a part of it is a link to nothing, or a file.
    """
    for part in (directory, *directory.parents):
        if part.is_symlink() and not part.exists():
            raise SlipwayError(f"{part} is a symbolic link to a folder that doesn't exist: choose another one")
        if part.is_file():
            raise SlipwayError(f"{part} is a file: choose another folder")
    return directory.resolve()


def _check(directory: Path, region: str) -> None:
    name = directory.name
    if directory.exists() and any(directory.iterdir()):
        raise SlipwayError(f"{directory} already exists and isn't an empty folder: choose another one")
    if not re.fullmatch(r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?", name) or name == "bootstrap":
        raise SlipwayError(
            f"{name!r} can't be a project's name: name the folder with 1 to 20 lower-case letters, digits and hyphens, "
            "starting with a letter and not ending with a hyphen, e.g. my-system"
        )
    for environment in _ENVIRONMENTS:
        if f"{name}-".startswith(f"{environment}-"):  # iac/bootstrap refuses it
            raise SlipwayError(f"{name!r} can't be a project's name: {environment} is an environment's; choose another")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", region):
        raise SlipwayError(f"{region!r} isn't the name of an AWS region: write, for example, eu-central-1")


def _values(name: str, region: str, source: sources.Source) -> dict[str, str]:
    return {
        "name": name,
        "stack": name,
        "prefix": name,
        "region": region,
        "repository": source.repository,
        "ref": source.ref,
        "requirement": source.requirement,
        "slipway": source.workflows,
        "tag": source.tag,
    }


def _stack(stack: Path, values: Mapping[str, str]) -> dict[Path, str]:
    """Return the stack's files, of which the API uses one variable more than those that every stack has."""
    files = render("stack", stack, values)
    return files | {stack / "variables.tf": files[stack / "variables.tf"] + api.variable()}


def _api(stack: Path, values: Mapping[str, str]) -> dict[Path, str]:
    """Return the files of the stack's API, named after the stack, and its output ``api_url``."""
    name = values["stack"]
    source, account = (
        f"{values['repository']}//modules/{kind}{values['ref']}" for kind in ("rest-api", "api-gateway-account")
    )
    text = api.blocks("api", name, source, api.OWN_ROLE, account, api.VARIABLES)
    return {stack / "api.tf": text.lstrip(), stack / "outputs.tf": api.output("api", name).lstrip()}


def _lock_of_bootstrap(draft: Path, stack: Path) -> dict[Path, str]:
    lock = ".terraform.lock.hcl"
    return {draft / "iac" / "bootstrap" / lock: (stack / lock).read_text(encoding="utf-8")}
