"""The project file, ``slipway.toml``: which stacks there are and what to do with each."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from slipway.errors import SlipwayError

FILE_NAME = "slipway.toml"
_T = TypeVar("_T")


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
        variables: Terraform variables of the local AWS. ``region`` and ``environment`` are added.
        outputs: key of ``slipway outputs`` -> name of the Terraform output that it shows.
        seed: example items to put where they are missing.
        check: URL, with ``{key}`` for an output, that must answer 200 after a deployment.
    """

    name: str
    directory: str
    variables: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    seed: Seed | None = None
    check: str | None = None


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with a ``slipway.toml``.

    Attributes:
        root: the folder.
        region: AWS region, e.g. ``eu-central-1``.
        account: 12 digits, the account on the local AWS.
        environment: prefix of every deployed name, e.g. ``dev``.
        stacks: in the order in which they are applied.
    """

    root: Path
    region: str
    account: str
    environment: str
    stacks: tuple[Stack, ...]

    @property
    def local_directory(self) -> Path:
        """Return the folder of the local AWS: its data, its log, its Terraform working data."""
        return self.root / ".slipway" / "local"


def load(directory: Path) -> Project:
    """Return the project that ``directory`` is in.

    Raises:
        SlipwayError: there is no project file here or above, or it is not as described.
    """
    for root in (directory, *directory.parents):
        if (root / FILE_NAME).is_file():
            return _parse(root)
    raise SlipwayError(f"no {FILE_NAME} in {directory} or above: run slipway inside a project")


def _parse(root: Path) -> Project:
    try:
        document = tomllib.loads((root / FILE_NAME).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SlipwayError(f"{FILE_NAME} is not TOML: {error}") from error
    stacks = document.pop("stacks", {})
    return _build(Project, FILE_NAME, document, root=root, stacks=tuple(_stack(*item) for item in stacks.items()))


def _stack(name: str, table: dict[str, Any]) -> Stack:
    where = f"[stacks.{name}] of {FILE_NAME}"
    seed = table.pop("seed", None)
    return _build(Stack, where, table, name=name, seed=_build(Seed, where, seed) if seed else None)


def _build(kind: type[_T], where: str, table: dict[str, Any], **more: Any) -> _T:  # noqa: ANN401 - any field's value
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(table) - known):
        raise SlipwayError(f"{where}: unknown key {unknown[0]}; known are {', '.join(sorted(known - set(more)))}")
    try:
        return kind(**table, **more)
    except TypeError as error:
        raise SlipwayError(f"{where}: {str(error).partition('__init__() ')[2]}") from error
