"""Waiting for the end of an execution."""

import time
from collections.abc import Callable

from slipway.errors import SlipwayError
from slipway.pipeline import executions
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import Action, Execution

# Seconds between two looks. AWS throttles an account's calls of all users together.
_INTERVAL = 5
_INTERVAL_LOCALLY = 1


class ExecutionError(SlipwayError):
    """An execution has ended without success.

    Attributes:
        execution: how it ended.
        superseded_by: the id of the execution that took its place.
    """

    def __init__(self, execution: Execution, superseded_by: str | None = None) -> None:
        super().__init__(_reason(execution, superseded_by))
        self.execution = execution
        self.superseded_by = superseded_by


def wait(pipeline: Pipeline, execution: str, on_look: Callable[[Execution], None]) -> Execution:
    """Wait until an execution has ended, and return how.

    Args:
        pipeline: whose execution it is.
        execution: its id.
        on_look: gets the execution as it is, again and again, also when nothing has changed.

    Raises:
        ExecutionError: it ended without success.
    """
    interval = _INTERVAL_LOCALLY if pipeline.target.is_local else _INTERVAL
    while True:
        found = executions.read(pipeline, execution)
        on_look(found)
        if not found.is_under_way:
            break
        time.sleep(interval)
    if found.status == "Superseded":
        raise ExecutionError(found, executions.superseded_by(pipeline, execution))
    if found.status != "Succeeded":
        raise ExecutionError(found)
    return found


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
