"""The project file, ``slipway.toml``."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slipway.config.placeholders import render
from slipway.config.stack import FILE_NAME, RESERVED_OUTPUTS, Stack, parse_stack
from slipway.config.toml import check_pattern, choices, read_file, reject_unknown_keys, require
from slipway.errors import SlipwayError

_PATTERNS = {  # key -> pattern, and a description for the error message
    "region": (r"[a-z0-9-]+", "the name of an AWS region, e.g. eu-central-1"),
    "account": (r"[0-9]{12}", "12 digits"),
    "environment": (r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?", "1 to 20 lower-case letters, digits and hyphens, e.g. dev"),
}
# GitHub's rules; the name is also used as a folder's name.
_REPOSITORY = (r"[A-Za-z0-9-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+", '"owner/name", e.g. "example/slipway"')


@dataclass(frozen=True, kw_only=True)
class UnusedGrants:
    """Grants that only AWS itself uses, so that `slipway iam` expects no call of them.

    Attributes:
        role: name of the roles, with wildcards, e.g. ``*-frontend``.
        actions: actions, as in the roles' policies, with wildcards, e.g. ``s3:GetBucketAcl``.
        reason: why they are needed, e.g. a page of AWS's documentation.
    """

    role: str
    actions: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with a ``slipway.toml``.

    Attributes:
        root: the folder.
        region: AWS region, e.g. ``eu-central-1``.
        account: 12 digits, the account on the local AWS.
        environment: prefix of every deployed name, e.g. ``dev``.
        artifacts_bucket: S3 bucket in the same region, for zips over 50 MB; without it, these can't be deployed.
        repositories: ``owner/name`` -> path of a git repository, relative to the root. The local AWS reads it in place
            of the connection's repository of that name. A folder that isn't a repository is read as one commit.
        unused_grants: what `slipway iam` doesn't report as unused.
        stacks: stacks, in the order in which they are applied.
    """

    root: Path
    region: str
    account: str
    environment: str
    artifacts_bucket: str | None = None
    repositories: dict[str, str] = field(default_factory=dict)
    unused_grants: tuple[UnusedGrants, ...] = ()
    stacks: tuple[Stack, ...] = ()

    @property
    def local_directory(self) -> Path:
        """The folder of the local AWS: its data, its log, and the working data of Terraform and Slipway."""
        return self.root / ".slipway" / "local"

    def select(self, names: Collection[str]) -> tuple[Stack, ...]:
        """Return the named stacks in the project's order; without names those that `slipway up` applies.

        Raises:
            SlipwayError: there is no stack of a name.
        """
        known = [stack.name for stack in self.stacks]
        for name in names:
            if name not in known:
                raise SlipwayError(f"{FILE_NAME} has no stack {name!r}{choices(name, known)}")
        if names:
            return tuple(stack for stack in self.stacks if stack.name in names)
        return tuple(stack for stack in self.stacks if not (stack.delivers or stack.local_only or stack.optional))


def load_project(directory: Path) -> Project:
    """Return the project that ``directory`` is in.

    Raises:
        SlipwayError: there is no project file in the directory or its parents, or it is invalid.
    """
    if project := find_project(directory):
        return project
    raise SlipwayError(
        f"no {FILE_NAME} in {directory} or its parents: run slipway in a project, or make one with `slipway init`"
    )


def find_project(directory: Path) -> Project | None:
    """Return the project that ``directory`` is in; None if it isn't in a project.

    Raises:
        SlipwayError: the project file is invalid.
    """
    for root in (directory, *directory.parents):
        if (root / FILE_NAME).is_file():
            return _project(root, read_file(root / FILE_NAME, FILE_NAME))
    return None


def _project(root: Path, table: dict[str, Any]) -> Project:
    reject_unknown_keys(FILE_NAME, table, Project, internal=["root"])
    values = {key: require(FILE_NAME, table, key, str) for key in ("region", "account", "environment")}
    for key, value in values.items():
        check_pattern(FILE_NAME, key, value, *_PATTERNS[key])
    if "artifacts_bucket" in table:
        values["artifacts_bucket"] = require(FILE_NAME, table, "artifacts_bucket", str)
    stacks = tuple(parse_stack(name, value) for name, value in require(FILE_NAME, table, "stacks", dict, {}).items())
    _reject_duplicates(key for stack in stacks for key in stack.outputs)
    _check_placeholders(stacks)
    _check_delivered(stacks)
    return Project(
        root=root,
        stacks=stacks,
        repositories=_repositories(table),
        unused_grants=tuple(_unused_grants(each) for each in require(FILE_NAME, table, "unused_grants", list, [])),
        **values,
    )


def _unused_grants(table: Any) -> UnusedGrants:  # noqa: ANN401 - any value of TOML
    where = f"[[unused_grants]] of {FILE_NAME}"
    if not isinstance(table, dict):
        raise SlipwayError(f"{where} must be a list of tables, not {table!r}")
    reject_unknown_keys(where, table, UnusedGrants)
    actions = require(where, table, "actions", list)
    if not actions or not all(isinstance(action, str) for action in actions):
        raise SlipwayError(f'{where}: actions must be a list of actions, e.g. ["s3:GetBucketAcl"], not {actions!r}')
    role, reason = (require(where, table, key, str) for key in ("role", "reason"))
    check_pattern(where, "reason", reason, r"(?s).*\S.*", "a text")
    return UnusedGrants(role=role, actions=tuple(actions), reason=reason)


def _repositories(table: dict[str, Any]) -> dict[str, str]:
    repositories = require(FILE_NAME, table, "repositories", dict, {})
    where = f"[repositories] of {FILE_NAME}"
    for name in repositories:
        check_pattern(where, "a repository's name", name, *_REPOSITORY)
        require(where, repositories, name, str)
    return repositories


def _check_placeholders(stacks: Iterable[Stack]) -> None:
    known = dict.fromkeys(RESERVED_OUTPUTS, "")
    for stack in stacks:
        try:
            render(stack.variables, known)
        except (LookupError, ValueError) as error:
            raise SlipwayError(
                f"[stacks.{stack.name}] of {FILE_NAME}: variables: {{key}} must be an output of an earlier stack, "
                f"and other braces must be doubled: {error}; there are: {', '.join(known)}"
            ) from error
        known |= dict.fromkeys(stack.outputs, "")


def _check_delivered(stacks: Collection[Stack]) -> None:
    for stack in stacks:
        known = [each.name for each in stacks if each.name != stack.name]
        where = f"[stacks.{stack.name}] of {FILE_NAME}"
        if unknown := [name for name in stack.delivers if name not in known]:
            raise SlipwayError(f"{where}: delivers: there is no other stack {unknown[0]!r}, only {', '.join(known)}")
        if stack.delivers and not stack.pipeline:
            raise SlipwayError(f"{where}: delivers needs the key pipeline, whose pipeline applies these stacks")


def _reject_duplicates(keys: Iterable[str]) -> None:
    seen = set(RESERVED_OUTPUTS)
    for key in keys:
        if key in seen:
            raise SlipwayError(f"{FILE_NAME}: {key!r} is already a key of `slipway outputs`; rename the output")
        seen.add(key)
