"""A stack in the project file, ``slipway.toml``."""

import json
from dataclasses import dataclass, field
from typing import Any

from slipway.config.placeholders import render
from slipway.config.toml import KINDS, check_pattern, reject_unknown_keys, require
from slipway.errors import SlipwayError

FILE_NAME = "slipway.toml"
# The keys that ``slipway outputs`` always has.
RESERVED_OUTPUTS = ("aws_endpoint_url", "region", "slack_messages", "git_branch")
# It is a folder's name, and the name of the state's object.
_NAME = (r"[a-z0-9][a-z0-9_-]*", "lower-case letters, digits, hyphens and underscores")
# `slipway env` makes a shell variable of it.
_OUTPUT = (r"[a-z][a-z0-9_]*", "lower-case letters, digits and underscores")


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


def read_stack(name: str, table: Any) -> Stack:  # noqa: ANN401 - whatever stands there
    """Return the stack that a table describes.

    Raises:
        SlipwayError: the table isn't as described, or names an output that the stack doesn't have.
    """
    where = f"[stacks.{name}] of {FILE_NAME}"
    check_pattern(FILE_NAME, "a stack's name", name, *_NAME)
    if not isinstance(table, dict):
        raise SlipwayError(f"{where} must be {KINDS[dict]}, not {table!r}")
    reject_unknown_keys(where, table, Stack, besides=["name"])
    stack = Stack(
        name=name,
        directory=require(where, table, "directory", str),
        variables=require(where, table, "variables", dict, {}),
        outputs=require(where, table, "outputs", dict, {}),
        seed=_seed(f"seed in {where}", require(where, table, "seed", dict)) if "seed" in table else None,
        check=require(where, table, "check", str) if "check" in table else None,
        pipeline=require(where, table, "pipeline", str) if "pipeline" in table else None,
    )
    _check_variables(where, stack)
    _check_outputs(where, stack)
    return stack


def _seed(where: str, table: dict[str, Any]) -> Seed:
    reject_unknown_keys(where, table, Seed)
    return Seed(table=require(where, table, "table", str), items=require(where, table, "items", str))


def _check_variables(where: str, stack: Stack) -> None:
    try:
        json.dumps(stack.variables, allow_nan=False)
    except (TypeError, ValueError) as error:  # TOML's dates and times, inf and nan
        raise SlipwayError(f"{where}: variables: Terraform has no such value: {error}") from error


def _check_outputs(where: str, stack: Stack) -> None:
    for key in stack.outputs:
        check_pattern(where, "a key of outputs", key, *_OUTPUT)
        require(f"outputs in {where}", stack.outputs, key, str)
    known = ", ".join(stack.outputs) or "none"
    keys = {"seed's table": stack.seed.table if stack.seed else None, "pipeline": stack.pipeline}
    for what, output in keys.items():
        if output and output not in stack.outputs:
            raise SlipwayError(f"{where}: the {what} {output!r} is no key of its outputs; there are: {known}")
    try:
        render(stack.check, dict.fromkeys((*RESERVED_OUTPUTS, *stack.outputs), ""))
    except (LookupError, ValueError) as error:
        raise SlipwayError(
            f"{where}: check must be a URL with {{key}} for a key of outputs; there are: {known}"
        ) from error
