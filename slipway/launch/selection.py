"""Which stacks belong to a pipeline."""

from collections.abc import Iterable

from slipway.config.placeholders import keys
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError


def pipeline_stack(project: Project, name: str | None) -> Stack:
    """Return a stack that has a pipeline.

    Args:
        project: the project.
        name: name of the stack; None for the only one with a pipeline, or the only one of them that `slipway up`
            applies.

    Raises:
        SlipwayError: there is no such stack, it has no pipeline, or there are several and none is named.
    """
    stacks = {stack.name: stack for stack in project.stacks if stack.pipeline}
    known = ", ".join(stacks) or "none"
    defaults = [stack for stack in project.select(()) if stack.pipeline] or list(stacks.values())
    if name is None and len(defaults) == 1:
        return defaults[0]
    if name is None:
        raise SlipwayError(f"name a stack of slipway.toml that has a pipeline; there are: {known}")
    if name not in stacks:
        raise SlipwayError(f"slipway.toml has no stack {name} with a pipeline; there are: {known}")
    return stacks[name]


def needed(project: Project, stack: Stack) -> list[Stack]:
    """Return a stack after those whose outputs its variables use, directly or through another stack."""
    found = {stack.name}
    for earlier in reversed(project.stacks[: project.stacks.index(stack)]):
        used = {key for each in project.stacks if each.name in found for key in keys(each.variables)}
        if used & set(earlier.outputs):
            found.add(earlier.name)
    return [each for each in project.stacks if each.name in found]


def removable(project: Project, stack: Stack) -> tuple[list[Stack], dict[str, str]]:
    """Return the stacks of `needed` that no other stack uses, and the others with a stack that uses each.

    Those with `Stack.local_only` stay too, as they stand for what belongs to the account.
    """
    stacks, kept = needed(project, stack), {}
    for each in reversed(stacks[:-1]):
        others = [other for other in project.stacks if other not in stacks or other.name in kept]
        users = [other.name for other in others if set(each.outputs) & set(keys(other.variables))]
        if users:
            kept[each.name] = users[0]
    return [each for each in stacks if each.name not in kept and not each.local_only], kept


def delivered_stacks(project: Project, stacks: Iterable[Stack]) -> list[Stack]:
    """Return the stacks that the pipelines of these stacks apply, in the project's order."""
    names = {name for stack in stacks for name in stack.delivers}
    return [stack for stack in project.stacks if stack.name in names]
