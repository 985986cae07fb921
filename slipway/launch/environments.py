"""Launching a pipeline in an environment, and removing it, with the settings of the delivery workflows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from slipway.ci import infrastructure, summary
from slipway.ci.infrastructure import Environment, Planned
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say
from slipway.launch.protection import refuse_protected
from slipway.launch.selection import delivered_stacks
from slipway.project import pipelines
from slipway.project.deployments import deploy_functions

Confirm = Callable[[str], bool]


def up(
    project: Project, selected: Sequence[Stack], environment: Environment, confirm: Confirm
) -> dict[str, Any] | None:
    """Plan stacks, apply these plans if they are approved, deploy their functions, and follow their pipelines.

    Args:
        project: the project.
        selected: its stacks, in its order. Those with `Stack.local_only` are left out.
        environment: its variables and state are in the files ``environments/<name>.*`` of each stack.
        confirm: called with the plans as Markdown, unless they change nothing.

    Returns:
        The outputs of the stacks that aren't sensitive, by the keys in the project file; None if the plans were not
        approved.

    Raises:
        SlipwayError: a stack has no files for the environment, Terraform or a deployment failed.
        ExecutionError: an execution ended without success.
    """
    selected = [stack for stack in selected if not stack.local_only]
    own = replace(project, stacks=tuple(selected), environment=environment.name)
    plans = infrastructure.plan(own, environment, [stack.name for stack in selected])
    approved = {plan.title: plan.digest for plan in plans if plan.changes}
    if approved and not confirm(summary.markdown(plans)):
        return None
    infrastructure.apply(own, environment, approved, say)
    outputs = read_outputs(project, environment, selected)
    if (own.root / "apps").is_dir():
        deploy_functions(own, environment.target, say, existing_only=True)
    for stack in selected:
        if stack.pipeline:
            pipelines.follow_live(own, environment.target, stack, outputs[stack.pipeline])
            outputs |= read_outputs(project, environment, delivered_stacks(project, [stack]))
    return outputs


def down(project: Project, selected: Sequence[Stack], environment: Environment, confirm: Confirm) -> bool:
    """Plan the removal of stacks and of what they deliver, and apply these plans if they are approved.

    Returns whether they were.

    Args:
        project: the project.
        selected: its stacks, in its order.
        environment: see `up`.
        confirm: called with the plans as Markdown, unless there is nothing to remove.

    Raises:
        SlipwayError: a resource has deletion protection, so nothing was removed; or Terraform failed.
    """

    def confirm_removal(plans: list[Planned]) -> bool:
        refuse_protected((plan.content for plan in plans), environment.target)
        return confirm(summary.markdown([plan.summary for plan in plans]))

    removed = [*delivered_stacks(project, selected), *selected]
    own = replace(project, stacks=tuple(removed))
    return bool(infrastructure.destroy(own, environment, confirm_removal, say))


def read_outputs(project: Project, environment: Environment, selected: Sequence[Stack]) -> dict[str, Any]:
    """Return the outputs of applied stacks that aren't sensitive, by the keys in the project file."""
    outputs: dict[str, Any] = {}
    for stack in selected:
        values = infrastructure.outputs(project, environment, stack.name)
        outputs |= {key: values[name] for key, name in stack.outputs.items() if name in values}
    return outputs
