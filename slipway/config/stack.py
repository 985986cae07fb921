"""A stack in the project file, ``slipway.toml``."""

import json
from dataclasses import dataclass, field
from typing import Any

from slipway.config.placeholders import render
from slipway.config.toml import KINDS, check_pattern, reject_unknown_keys, require
from slipway.errors import SlipwayError

FILE_NAME = "slipway.toml"
# Keys that ``slipway outputs`` always has.
RESERVED_OUTPUTS = ("aws_endpoint_url", "region", "slack_messages", "git_branch")
# Also the name of a folder, and of the state's object in S3.
_NAME = (r"[a-z0-9][a-z0-9_-]*", "lower-case letters, digits, hyphens and underscores")
# Also the name of a shell variable, by `slipway env`.
_OUTPUT = (r"[a-z][a-z0-9_]*", "lower-case letters, digits and underscores")


@dataclass(frozen=True, kw_only=True)
class Seed:
    """Example items of a table.

    Attributes:
        table: key of ``outputs`` whose value is the table's name.
        items: path of a JSON file with a list of objects, relative to the project's root.
    """

    table: str
    items: str


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A root configuration of Terraform.

    Attributes:
        name: the key in ``[stacks]``; also names the state's object in S3.
        directory: path relative to the project's root, e.g. ``iac/movies``.
        variables: Terraform variables on the local AWS, in addition to ``region`` and ``environment``. In strings,
            also in nested ones, ``{key}`` is an output of an earlier stack; double other braces.
        outputs: key of ``slipway outputs`` -> name of the Terraform output.
        seed: example items for a table.
        check: URL, with ``{key}`` for an output, that must respond with 200 after `slipway up`.
        pipeline: key of ``outputs`` whose value is the name of a pipeline; `slipway up` waits until it has succeeded.
        create_first: addresses of the resources that outputs for other stacks come from, e.g.
            ``module.api.aws_api_gateway_rest_api.this``. The first `slipway up` creates them before all others, so that
            those stacks needn't wait until this one is complete.
        delivers: names of the stacks that the pipeline applies. Only `slipway pipeline up` applies this stack, and its
            pipeline the others; `slipway up` leaves both out.
        local_only: whether the stack is for the local AWS only, for example for what an operator applies on AWS. Only
            `slipway pipeline up` applies it, before a stack that uses its outputs; `slipway pipeline down` keeps it.
        optional: whether commands for all stacks, such as `slipway up` and `slipway ci plan`, leave this one out.
    """

    name: str
    directory: str
    variables: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    seed: Seed | None = None
    check: str | None = None
    pipeline: str | None = None
    create_first: tuple[str, ...] = ()
    delivers: tuple[str, ...] = ()
    local_only: bool = False
    optional: bool = False


def parse_stack(name: str, table: Any) -> Stack:  # noqa: ANN401 - any value of TOML
    """Return the stack that a table in ``[stacks]`` describes.

    Raises:
        SlipwayError: the table is invalid, or names an output that the stack doesn't have.
    """
    where = f"[stacks.{name}] of {FILE_NAME}"
    check_pattern(FILE_NAME, "a stack's name", name, *_NAME)
    if not isinstance(table, dict):
        raise SlipwayError(f"{where} must be {KINDS[dict]}, not {table!r}")
    reject_unknown_keys(where, table, Stack, internal=["name"])
    stack = Stack(
        name=name,
        directory=require(where, table, "directory", str),
        variables=require(where, table, "variables", dict, {}),
        outputs=require(where, table, "outputs", dict, {}),
        seed=_seed(f"seed in {where}", require(where, table, "seed", dict)) if "seed" in table else None,
        check=require(where, table, "check", str) if "check" in table else None,
        pipeline=require(where, table, "pipeline", str) if "pipeline" in table else None,
        create_first=_create_first(where, require(where, table, "create_first", list, [])),
        delivers=tuple(require(where, table, "delivers", list, [])),
        local_only=require(where, table, "local_only", bool, False),
        optional=require(where, table, "optional", bool, False),
    )
    _check_variables(where, stack)
    _check_outputs(where, stack)
    return stack


def _seed(where: str, table: dict[str, Any]) -> Seed:
    reject_unknown_keys(where, table, Seed)
    return Seed(table=require(where, table, "table", str), items=require(where, table, "items", str))


def _create_first(where: str, addresses: list[Any]) -> tuple[str, ...]:
    if not all(isinstance(address, str) for address in addresses):
        raise SlipwayError(
            f"{where}: create_first must be a list of resource addresses, "
            'e.g. ["module.api.aws_api_gateway_rest_api.this"]'
        )
    return tuple(addresses)


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
    for role, output in keys.items():
        if output and output not in stack.outputs:
            raise SlipwayError(f"{where}: the {role} {output!r} isn't a key of its outputs; there are: {known}")
    try:
        render(stack.check, dict.fromkeys((*RESERVED_OUTPUTS, *stack.outputs), ""))
    except (LookupError, ValueError) as error:
        raise SlipwayError(
            f"{where}: check must be a URL with {{key}} for a key of outputs; there are: {known}"
        ) from error
