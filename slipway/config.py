"""The project file, ``slipway.toml``: which stacks there are and what to do with each."""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError
from slipway.templates import fill
from slipway.toml_tables import KINDS, refuse_unknown, take

FILE_NAME = "slipway.toml"
# The keys that ``slipway outputs`` always has.
RESERVED_OUTPUTS = ("aws_endpoint_url", "region", "slack_messages", "git_branch")

_PATTERNS = {  # what a string must look like, and what to write
    "region": (r"[a-z0-9-]+", "the name of an AWS region, e.g. eu-central-1"),
    "account": (r"[0-9]{12}", "12 digits"),
    "environment": (r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?", "1 to 20 lower-case letters, digits and hyphens, e.g. dev"),
    # It is a folder's name, and the name of the state's object.
    "a stack's name": (r"[a-z0-9][a-z0-9_-]*", "lower-case letters, digits, hyphens and underscores"),
    # As GitHub has it; it is a folder's name too.
    "a repository's name": (r"[A-Za-z0-9-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+", '"owner/name", e.g. "example/slipway"'),
    # `slipway env` makes a shell variable of it.
    "a key of outputs": (r"[a-z][a-z0-9_]*", "lower-case letters, digits and underscores"),
}


@dataclass(frozen=True, kw_only=True)
class Seed:
    """Example items of a table.

    Attributes:
        table: key of ``outputs`` that holds the table's name.
        items: path of a JSON file, a list of objects, from the project's root.
    """

    table: str
    items: str


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One root configuration of Terraform.

    Attributes:
        name: the key below ``[stacks]``; also names the state's object.
        directory: path from the project's root, e.g. ``iac/movies``.
        variables: Terraform variables of the local AWS. ``region`` and ``environment`` are added. In a string, at any
            depth, ``{key}`` is an output of an earlier stack; braces of its own are doubled.
        outputs: key of ``slipway outputs`` -> name of the Terraform output that it shows.
        seed: example items to put where they are missing.
        check: URL, with ``{key}`` for an output, that must answer 200 in the end, after the pipelines.
        pipeline: key of ``outputs`` that holds the name of the pipeline that must have succeeded in the end.
    """

    name: str
    directory: str
    variables: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    seed: Seed | None = None
    check: str | None = None
    pipeline: str | None = None


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


def load(directory: Path) -> Project:
    """Return the project that ``directory`` is in.

    Raises:
        SlipwayError: there is no project file here or above, or it is not as described.
    """
    for root in (directory, *directory.parents):
        if (root / FILE_NAME).is_file():
            return _project(root, _read(root / FILE_NAME))
    raise SlipwayError(f"no {FILE_NAME} in {directory} or above: run slipway inside a project")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SlipwayError(f"{FILE_NAME} is not TOML: {error}") from error


def _project(root: Path, table: dict[str, Any]) -> Project:
    refuse_unknown(FILE_NAME, table, Project, besides=["root"])
    values = {key: take(FILE_NAME, table, key, str) for key in ("region", "account", "environment")}
    for key, value in values.items():
        _expect(FILE_NAME, key, value)
    if "artifacts_bucket" in table:
        values["artifacts_bucket"] = take(FILE_NAME, table, "artifacts_bucket", str)
    stacks = tuple(_stack(name, value) for name, value in take(FILE_NAME, table, "stacks", dict, {}).items())
    _refuse_repeated(key for stack in stacks for key in stack.outputs)
    _check_templates(stacks)
    return Project(root=root, stacks=stacks, repositories=_repositories(table), **values)


def _repositories(table: dict[str, Any]) -> dict[str, str]:
    found = take(FILE_NAME, table, "repositories", dict, {})
    where = f"[repositories] of {FILE_NAME}"
    for name in found:
        _expect(where, "a repository's name", name)
        take(where, found, name, str)
    return found


def _stack(name: str, table: Any) -> Stack:  # noqa: ANN401 - whatever stands there
    where = f"[stacks.{name}] of {FILE_NAME}"
    _expect(FILE_NAME, "a stack's name", name)
    if not isinstance(table, dict):
        raise SlipwayError(f"{where} must be {KINDS[dict]}, not {table!r}")
    refuse_unknown(where, table, Stack, besides=["name"])
    stack = Stack(
        name=name,
        directory=take(where, table, "directory", str),
        variables=take(where, table, "variables", dict, {}),
        outputs=take(where, table, "outputs", dict, {}),
        seed=_seed(f"seed in {where}", take(where, table, "seed", dict)) if "seed" in table else None,
        check=take(where, table, "check", str) if "check" in table else None,
        pipeline=take(where, table, "pipeline", str) if "pipeline" in table else None,
    )
    _check_variables(where, stack)
    _check_outputs(where, stack)
    return stack


def _seed(where: str, table: dict[str, Any]) -> Seed:
    refuse_unknown(where, table, Seed)
    return Seed(table=take(where, table, "table", str), items=take(where, table, "items", str))


def _check_variables(where: str, stack: Stack) -> None:
    try:
        json.dumps(stack.variables, allow_nan=False)
    except (TypeError, ValueError) as error:  # TOML's dates and times, inf and nan
        raise SlipwayError(f"{where}: variables: Terraform has no such value: {error}") from error


def _check_outputs(where: str, stack: Stack) -> None:
    for key in stack.outputs:
        _expect(where, "a key of outputs", key)
        take(f"outputs in {where}", stack.outputs, key, str)
    known = ", ".join(stack.outputs) or "none"
    keys = {"seed's table": stack.seed.table if stack.seed else None, "pipeline": stack.pipeline}
    for what, output in keys.items():
        if output and output not in stack.outputs:
            raise SlipwayError(f"{where}: the {what} {output!r} is no key of its outputs; there are: {known}")
    try:
        (stack.check or "").format(**dict.fromkeys((*RESERVED_OUTPUTS, *stack.outputs), ""))
    except (LookupError, ValueError, AttributeError) as error:
        raise SlipwayError(
            f"{where}: check must be a URL with {{key}} for a key of outputs; there are: {known}"
        ) from error


def _check_templates(stacks: Iterable[Stack]) -> None:
    known = dict.fromkeys(RESERVED_OUTPUTS, "")
    for stack in stacks:
        try:
            fill(stack.variables, known)
        except (LookupError, ValueError, AttributeError) as error:
            raise SlipwayError(
                f"[stacks.{stack.name}] of {FILE_NAME}: variables: {{key}} must be an output of an earlier stack, "
                f"other braces doubled: {error}; there are: {', '.join(known)}"
            ) from error
        known |= dict.fromkeys(stack.outputs, "")


def _expect(where: str, what: str, value: str) -> None:
    pattern, description = _PATTERNS[what]
    if not re.fullmatch(pattern, value):
        raise SlipwayError(f"{where}: {what} must be {description}, not {value!r}")


def _refuse_repeated(keys: Iterable[str]) -> None:
    seen = set(RESERVED_OUTPUTS)
    for key in keys:
        if key in seen:
            raise SlipwayError(f"{FILE_NAME}: {key!r} is a key of `slipway outputs` already; name the output otherwise")
        seen.add(key)
