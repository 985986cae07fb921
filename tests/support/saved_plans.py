"""Plans of stacks that are applied as they are, so that Terraform doesn't plan once more."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from slipway.harness.plan import Plan
from slipway.harness.stack import Stack


def plan_to_apply(stack: Stack, file: Path, **changes: Any) -> tuple[Plan, Callable[[], None]]:
    """Return a plan of a stack, and a function that applies it. The changes of the variables last.

    Args:
        stack: has changes; nothing else is applied to it before the plan is.
        file: file for the plan, which doesn't exist yet.
        changes: variables that are different from the stack's.
    """
    variables = {**stack.variables, **changes}
    plan = stack._terraform().save_plan(file, variables)
    assert plan is not None
    return Plan(plan), partial(_apply, stack, file, variables)


def _apply(stack: Stack, file: Path, variables: dict[str, Any]) -> None:
    stack._plans.clear()
    stack._terraform().apply_plan(file, variables)
    stack.variables |= variables
    stack._read_outputs()
