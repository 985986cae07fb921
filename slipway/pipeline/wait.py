"""Waiting until an execution ends."""

import time
from collections.abc import Callable

from slipway.errors import SlipwayError
from slipway.pipeline import executions
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import Action, Execution

# Seconds between two reads. On AWS, all users of an account share its API rate limit.
_INTERVAL = 5
_LOCAL_INTERVAL = 1


class ExecutionError(SlipwayError):
    """An execution has ended without success.

    Attributes:
        execution: its final state.
        superseded_by: id of the execution that superseded it.
    """

    def __init__(self, execution: Execution, superseded_by: str | None = None) -> None:
        super().__init__(_reason(execution, superseded_by))
        self.execution = execution
        self.superseded_by = superseded_by


def wait(pipeline: Pipeline, execution: str, on_update: Callable[[Execution], None]) -> Execution:
    """Wait until an execution has ended, and return its final state.

    Args:
        pipeline: the execution's pipeline.
        execution: its id.
        on_update: called repeatedly with the current state, even if nothing has changed.

    Raises:
        ExecutionError: it ended without success.
    """
    interval = _LOCAL_INTERVAL if pipeline.target.is_local else _INTERVAL
    while True:
        current = executions.read(pipeline, execution)
        on_update(current)
        if not current.is_active:
            break
        time.sleep(interval)
    if current.status == "Superseded":
        raise ExecutionError(current, executions.superseded_by(pipeline, execution))
    if current.status != "Succeeded":
        raise ExecutionError(current)
    return current


def _reason(execution: Execution, superseded_by: str | None) -> str:
    head = f"{execution.pipeline} {execution.id} {execution.status}"
    if superseded_by:
        return f"{head} by {superseded_by}"
    failed = [action for action in execution.actions if action.status in {"Failed", "Abandoned"}]
    reasons = [_failure(action) for action in failed] or [execution.summary]
    return "\n  ".join([head, *filter(None, reasons)]) if len(reasons) > 1 else f"{head}: {reasons[0]}".rstrip(": ")


def _failure(action: Action) -> str:
    reason = action.error or action.summary or "no reason is given"
    return f"{action.path} {action.status}: {reason}" + (f" ({action.link})" if action.link else "")
