"""Removing a pipeline from the local AWS."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.outputs import recorded_outputs, remove_outputs
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say, step
from slipway.launch.protection import refuse_protected
from slipway.local import emulator
from slipway.project import pipelines, stacks, start
from slipway.project.up import exclusive_lock


def down(project: Project, selected: Sequence[Stack]) -> None:
    """Stop the pipelines of stacks, and destroy what the stacks' states contain, the last stack first.

    Raises:
        SlipwayError: a resource has deletion protection, so nothing was removed; or Terraform failed.
    """
    with exclusive_lock(project):
        running = emulator.status(project.local_directory)
        if not running:
            say("the local AWS isn't running, so there is nothing to remove")
            return
        _remove(project, selected, running.target(project.region, project.account))


def _remove(project: Project, selected: Sequence[Stack], target: Target) -> None:
    outputs, logs = recorded_outputs(project), project.root / ".slipway" / "logs"
    plans: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="slipway-") as private:
        for stack in reversed(selected):
            with step(f"Plan the removal of {stack.directory}", logs / f"{stack.name}-removal.log") as on_line:
                file = Path(private) / stack.name
                if plan := stacks.plan_removal(project, stack, target, outputs, file, on_line):
                    plans[stack.name] = plan
        if not plans:
            say("nothing is applied, so there is nothing to remove")
        refuse_protected(plans.values(), target)
        for stack in (stack for stack in reversed(selected) if stack.name in plans):
            if stack.pipeline in outputs:
                pipelines.stop(target, outputs[stack.pipeline], "the pipeline is removed")
            with step(f"Remove {stack.directory}", logs / f"{stack.name}.log") as on_line:
                stacks.apply_plan(project, stack, target, Path(private) / stack.name, on_line)
            remove_outputs(project, [stack])
        if plans:
            start.discard_snapshot(project)  # which has what was removed
