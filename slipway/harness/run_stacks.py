"""The fixture ``tf_run``: stacks that all xdist workers of a run share, and that its controller destroys."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.harness.once import OncePerRun, write_private
from slipway.harness.stack import SharedStack, call_all, destroy
from slipway.harness.workspace import Workspace

__tracebackhide__ = tracebacks.hide

GetWorkspace = Callable[[Target], Workspace]


class RunStacks:
    """Makes the stacks of a run: the first worker that asks for one applies it, the others read its outputs."""

    def __init__(self, once: OncePerRun, records: Path, workspace: GetWorkspace, target: Target) -> None:
        """Apply nothing yet.

        Args:
            once: results of the run.
            records: a folder that the workers share, see `destroy_stacks`.
            workspace: returns the workspace of a target.
            target: the account of the stacks, the same for all workers.
        """
        self._once = once
        self._records = records
        self._workspace = workspace
        self._target = target
        self._applier = target

    def acting_as(self, target: Target) -> "RunStacks":
        """Return a factory that applies and plans with other credentials of the same account, e.g. a role's session.

        The stacks are destroyed without them: they may have expired at the end of the run.
        """
        stacks = RunStacks(self._once, self._records, self._workspace, self._target)
        stacks._applier = target
        return stacks

    def __call__(self, module_dir: str | Path, key: str = "", /, **variables: Any) -> SharedStack:  # noqa: ANN401
        """Return the stack of a root configuration or module, which is applied once in the run.

        Args:
            module_dir: absolute, or from pytest's root directory.
            key: distinguishes several stacks of one configuration.
            variables: variables of Terraform; a value of any type that JSON has.

        Raises:
            SlipwayError: the apply failed, in this worker or another, or the stack was asked for with other variables.
        """
        workspace = self._workspace(self._applier)
        source = workspace.source(module_dir)
        stack = self._once(f"stack {key} of {source}", lambda: self._apply(workspace, source, variables))
        _check_same(f"{source.name} {key}".strip(), stack["variables"], json.loads(json.dumps(variables)))
        return workspace.shared_stack(source.name, Path(stack["directory"]), stack["variables"])

    def _apply(self, workspace: Workspace, source: Path, variables: dict[str, Any]) -> dict[str, Any]:
        directory, folder = workspace.copy(source)
        stack = {"name": source.name, "directory": str(directory), "folder": str(folder), "variables": variables}
        self._records.mkdir(parents=True, exist_ok=True)
        record = self._records / f"{time.time_ns():020}-{secrets.token_hex(4)}.json"
        write_private(record, {**stack, "target": asdict(self._target)})
        workspace.init(directory)
        workspace.stack(directory, variables).apply()
        return stack


def destroy_stacks(records: Path, workspace: GetWorkspace, before: Callable[[SharedStack], object]) -> None:
    """Destroy the stacks of a run, the last that was begun first.

    Args:
        records: the folder in which `RunStacks` has recorded them.
        workspace: returns the workspace of a target.
        before: is called with each stack before that is destroyed.

    Raises:
        Exception: see `slipway.harness.stack.call_all`.
    """
    steps: list[Callable[[], object]] = []
    for file in sorted(records.glob("*.json"), reverse=True):
        record = json.loads(file.read_text(encoding="utf-8"))
        own = workspace(Target(**record["target"]))
        directory, variables = Path(record["directory"]), record["variables"]
        steps += [
            partial(before, own.shared_stack(record["name"], directory, variables)),
            partial(destroy, own.stack(directory, variables), Path(record["folder"])),
        ]
    call_all(steps)


def _check_same(name: str, applied: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
    different = [each for each in sorted({*applied, *variables}) if not _is_same(each, applied, variables)]
    if different:
        raise SlipwayError(
            f"tf_run: the stack {name} has another {' and '.join(different)} in another place of this run; "
            "give one of them a key: tf_run(module_dir, key, …)"
        )


def _is_same(variable: str, applied: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    return (variable in applied) == (variable in variables) and applied.get(variable) == variables.get(variable)
