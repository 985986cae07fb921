"""Launching a pipeline on the local AWS, and removing it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from slipway.aws.target import Target
from slipway.ci import infrastructure
from slipway.ci.infrastructure import Environment, Planned
from slipway.ci.summary import Summary, summarize
from slipway.config.outputs import recorded_outputs, remove_outputs, save_outputs
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say, step
from slipway.errors import SlipwayError
from slipway.launch.delivered import read_state, remove_stale_lock
from slipway.launch.environments import read_outputs
from slipway.launch.protection import has_pipeline, own_items, refuse_data, refuse_protected
from slipway.launch.selection import delivered_stacks
from slipway.local import emulator
from slipway.project import pipelines, start, state
from slipway.project.exclusive_lock import exclusive_lock
from slipway.project.removal import Removal
from slipway.project.up import up as apply_and_run
from slipway.system.private_folders import private_folder
from slipway.terraform.environment import environment_for
from slipway.terraform.provider_keeper import ProviderKeeper


def up(project: Project, selected: Sequence[Stack], *, may_delete_data: bool = False) -> dict[str, Any]:
    """Apply stacks as `slipway up` does, with a live view of their pipelines.

    A stack that a pipeline delivers has one state: that of `slipway up`, if there is one, is destroyed before, as the
    pipeline runs as soon as it is created.

    Args:
        project: the project.
        selected: its stacks, in its order.
        may_delete_data: whether tables of that state may have other items than the stack's example items.

    Returns:
        The outputs of the stacks and of what their pipelines have delivered.

    Raises:
        SlipwayError: a table has such items, or a step failed; its last lines were printed.
        ExecutionError: an execution ended without success.
    """
    delivered = delivered_stacks(project, selected)
    running = emulator.status(project.local_directory)
    if running and not may_delete_data:  # before anything is applied
        refuse_data(project, delivered, running.target(project.region, project.account))
    remove = partial(_remove_for_pipeline, delivered, may_delete_data=may_delete_data)
    outputs = apply_and_run(project, selected, partial(_follow, selected), remove)
    recorded = recorded_outputs(project)
    keys = [key for stack in delivered for key in stack.outputs]
    return outputs | {key: recorded[key] for key in keys if key in recorded}


def down(project: Project, selected: Sequence[Stack], *, may_delete_data: bool = False) -> None:
    """Stop the pipelines of stacks, and destroy what they have delivered and what the stacks' states contain.

    Args:
        project: the project.
        selected: its stacks, in its order.
        may_delete_data: whether their tables may have other items than the stacks' example items.

    Raises:
        SlipwayError: a table has such items, or a resource has deletion protection, so nothing was removed; or
            Terraform failed.
    """
    with exclusive_lock(project):
        running = emulator.status(project.local_directory)
        if not running:
            say("the local AWS isn't running, so there is nothing to remove")
            return
        target = running.target(project.region, project.account)
        if not may_delete_data:  # before a pipeline is stopped
            _refuse_data(project, selected, target)
        is_applied = _remove(project, selected, target)
        remove_outputs(project, selected)  # also those of a removal that was killed
        if is_applied or start.is_saved(project, selected):
            start.save_after_removal(project)
        if not is_applied:
            say("nothing is applied, so there is nothing to remove")


def _refuse_data(project: Project, selected: Sequence[Stack], target: Target) -> None:
    delivered = delivered_stacks(project, selected)
    states = [(stack, state.read(stack, target)) for stack in selected]
    states += [(stack, read_state(project, stack, target)) for stack in delivered]
    if found := [text for stack, content in states for text in own_items(project, stack, content, target)]:
        raise SlipwayError(
            f"nothing was removed: tables have items that aren't example items ({', '.join(found)}), which would be "
            "lost. Save them, and add --yes"
        )


def _remove_for_pipeline(
    delivered: Sequence[Stack], project: Project, target: Target, *, may_delete_data: bool = True
) -> None:
    if not may_delete_data:
        refuse_data(project, delivered, target)
    _remove(project, delivered, target, ": its pipeline applies it from now on")


def _follow(selected: Sequence[Stack], project: Project, target: Target, stack: Stack, name: str) -> None:
    delivered = delivered_stacks(project, [stack])
    if applied := [each for each in delivered if each in selected]:  # just now, for the outputs that another one needs
        _remove_for_pipeline(applied, project, target)
    for each in delivered:
        remove_stale_lock(project, each, target, name)
    pipelines.follow_live(project, target, stack, name)
    if delivered:
        outputs = read_outputs(project, Environment(target, project.environment), delivered)
        save_outputs(project, recorded_outputs(project) | outputs, delivered)


def _remove(project: Project, selected: Sequence[Stack], target: Target, reason: str = "") -> bool:
    """Print the plan of a removal and destroy stacks, the last one first; return False if nothing is applied."""
    outputs, logs = recorded_outputs(project), project.root / ".slipway" / "logs"
    plans: list[tuple[Removal, dict[str, Any]]] = []
    keeper = ProviderKeeper(environment_for(target, project.root), logs / "providers")
    with private_folder() as private, keeper as providers:
        for stack in reversed(selected):
            with step(f"Plan the removal of {stack.directory}", logs / f"{stack.name}-removal.log") as on_line:
                removal = Removal(project, stack, target, outputs, private / stack.name, providers)
                if plan := removal.plan(on_line):
                    plans.append((removal, plan))
        refuse_protected((plan for _, plan in plans), target)
        for removal, plan in plans:
            stack = removal.stack
            if stack.pipeline in outputs and has_pipeline(plan):
                pipelines.stop(target, outputs[stack.pipeline], "the pipeline is removed")
                for delivered in delivered_stacks(project, [stack]):
                    remove_stale_lock(project, delivered, target, outputs[stack.pipeline])
            _remove_delivered(project, stack, target)
            _print_plan(summarize(stack.directory, plan), reason)
            with step(f"Remove {stack.directory}", logs / f"{stack.name}.log") as on_line:
                removal.apply(on_line)
            remove_outputs(project, [stack])
    return bool(plans)


def _remove_delivered(project: Project, stack: Stack, target: Target) -> None:
    """Destroy what a pipeline has applied, which is in the states of its environment."""

    def confirm_removal(plans: list[Planned]) -> bool:
        refuse_protected((plan.content for plan in plans), target)
        for plan in plans:
            _print_plan(plan.summary)
        return True

    for delivered in delivered_stacks(project, [stack]):
        log = project.root / ".slipway" / "logs" / f"{delivered.name}.log"
        with step(f"Remove {delivered.directory}", log) as on_line:
            environment = Environment(target, project.environment)
            infrastructure.destroy(replace(project, stacks=(delivered,)), environment, confirm_removal, on_line)
        remove_outputs(project, [delivered])


def _print_plan(plan: Summary, reason: str = "") -> None:
    """Print the resources of a removal."""
    say(f"{plan.title} is removed{reason}")
    for address, action in plan.changes:
        if not address.startswith("output."):
            say(f"  {action} {address}")
