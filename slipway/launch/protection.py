"""Refusing a removal that would delete data, or that deletion protection would stop halfway."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.project import state
from slipway.project.seed import other_items
from slipway.terraform.deletion_protection import protected


def refuse_protected(plans: Iterable[Mapping[str, Any]], target: Target) -> None:
    """Raise SlipwayError if a plan, in Terraform's JSON format, deletes a protected resource."""
    kept = [f"{address} {reason}" for plan in plans for address, reason in protected(plan, target)]
    if kept:
        raise SlipwayError(
            "nothing was removed, because AWS would keep "
            f"{'; '.join(kept)}. Apply the stack with deletion_protection = false first, if this data may go"
        )


def refuse_data(project: Project, stacks: Iterable[Stack], target: Target) -> None:
    """Raise SlipwayError if a table that `slipway up` has applied has other items than the stack's example items."""
    for stack in stacks:
        if found := own_items(project, stack, state.read(stack, target), target):
            raise SlipwayError(
                f"nothing was removed: {stack.directory} has to be, because the pipeline applies it from now on, and "
                f"its tables have items that aren't example items ({', '.join(found)}). Save them, and add --yes"
            )


def own_items(project: Project, stack: Stack, text: str, target: Target) -> list[str]:
    """Return how many items that aren't a stack's example items are in each of its tables that has some.

    Tables whose items expire don't count: they are records, for example of the events that were processed.

    Args:
        project: the stack's project.
        stack: the stack.
        text: text of its state.
        target: target in which its tables are.

    Returns:
        E.g. ``["2 in dev-movies"]``.
    """
    items = project.root / stack.seed.items if stack.seed else None
    counts = {table: other_items(target, table, items) for table in _tables(text)}
    return [f"{count} in {table}" for table, count in counts.items() if count]


def has_pipeline(plan: Mapping[str, Any]) -> bool:
    """Return whether a plan, in Terraform's JSON format, has a pipeline, which an interrupted removal may have lost."""
    return any(change["type"] == "aws_codepipeline" for change in plan.get("resource_changes", []))


def _tables(text: str) -> Iterator[str]:
    """Yield the names of the DynamoDB tables in the text of a state whose items don't expire."""
    for resource in json.loads(text or "{}").get("resources", []):
        if resource["mode"] == "managed" and resource["type"] == "aws_dynamodb_table":
            tables = [instance["attributes"] for instance in resource["instances"]]
            kept = [table for table in tables if not any(each["enabled"] for each in table.get("ttl") or ())]
            yield from (table["name"] for table in kept)
