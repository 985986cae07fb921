"""The project file, ``slipway.toml``: which stacks there are and what to do with each."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slipway.config.placeholders import render
from slipway.config.stack import FILE_NAME, RESERVED_OUTPUTS, Stack, read_stack
from slipway.config.toml import check_pattern, reject_unknown_keys, require
from slipway.errors import SlipwayError

_PATTERNS = {  # what a string must look like, and what to write
    "region": (r"[a-z0-9-]+", "the name of an AWS region, e.g. eu-central-1"),
    "account": (r"[0-9]{12}", "12 digits"),
    "environment": (r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?", "1 to 20 lower-case letters, digits and hyphens, e.g. dev"),
}
# As GitHub has it; it is a folder's name too.
_REPOSITORY = (r"[A-Za-z0-9-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+", '"owner/name", e.g. "example/slipway"')


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with a ``slipway.toml``.

    Attributes:
        root: the folder.
        region: AWS region, e.g. ``eu-central-1``.
        account: 12 digits, the account on the local AWS.
        environment: prefix of every deployed name, e.g. ``dev``.
        artifacts_bucket: S3 bucket for zips over 50 MB, in the same region; None refuses these.
        repositories: ``owner/name`` -> path of a git repository from the root, which the local AWS reads when a
            connection's repository of that name is asked for. A folder that is none is served as one commit.
        stacks: in the order in which they are applied.
    """

    root: Path
    region: str
    account: str
    environment: str
    artifacts_bucket: str | None = None
    repositories: dict[str, str] = field(default_factory=dict)
    stacks: tuple[Stack, ...] = ()

    @property
    def local_directory(self) -> Path:
        """Return the folder of the local AWS: its data, its log, and what Terraform and Slipway know of it."""
        return self.root / ".slipway" / "local"


def load_project(directory: Path) -> Project:
    """Return the project that ``directory`` is in.

    Raises:
        SlipwayError: there is no project file here or above, or it is not as described.
    """
    if project := find_project(directory):
        return project
    raise SlipwayError(f"no {FILE_NAME} in {directory} or above: run slipway inside a project")


def find_project(directory: Path) -> Project | None:
    """Return the project that ``directory`` is in, None if it is in none.

    Raises:
        SlipwayError: the project file is not as described.
    """
    for root in (directory, *directory.parents):
        if (root / FILE_NAME).is_file():
            return _project(root, _read(root / FILE_NAME))
    return None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SlipwayError(f"{FILE_NAME} is not TOML: {error}") from error


def _project(root: Path, table: dict[str, Any]) -> Project:
    reject_unknown_keys(FILE_NAME, table, Project, besides=["root"])
    values = {key: require(FILE_NAME, table, key, str) for key in ("region", "account", "environment")}
    for key, value in values.items():
        check_pattern(FILE_NAME, key, value, *_PATTERNS[key])
    if "artifacts_bucket" in table:
        values["artifacts_bucket"] = require(FILE_NAME, table, "artifacts_bucket", str)
    stacks = tuple(read_stack(name, value) for name, value in require(FILE_NAME, table, "stacks", dict, {}).items())
    _refuse_repeated(key for stack in stacks for key in stack.outputs)
    _check_templates(stacks)
    return Project(root=root, stacks=stacks, repositories=_repositories(table), **values)


def _repositories(table: dict[str, Any]) -> dict[str, str]:
    found = require(FILE_NAME, table, "repositories", dict, {})
    where = f"[repositories] of {FILE_NAME}"
    for name in found:
        check_pattern(where, "a repository's name", name, *_REPOSITORY)
        require(where, found, name, str)
    return found


def _check_templates(stacks: Iterable[Stack]) -> None:
    known = dict.fromkeys(RESERVED_OUTPUTS, "")
    for stack in stacks:
        try:
            render(stack.variables, known)
        except (LookupError, ValueError) as error:
            raise SlipwayError(
                f"[stacks.{stack.name}] of {FILE_NAME}: variables: {{key}} must be an output of an earlier stack, "
                f"other braces doubled: {error}; there are: {', '.join(known)}"
            ) from error
        known |= dict.fromkeys(stack.outputs, "")


def _refuse_repeated(keys: Iterable[str]) -> None:
    seen = set(RESERVED_OUTPUTS)
    for key in keys:
        if key in seen:
            raise SlipwayError(f"{FILE_NAME}: {key!r} is a key of `slipway outputs` already; name the output otherwise")
        seen.add(key)
