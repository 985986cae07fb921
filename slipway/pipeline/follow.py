"""Following an execution until it ends, with the reason and the log of a failure."""

from collections.abc import Callable

from slipway.pipeline import logs
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import Execution
from slipway.pipeline.wait import ExecutionError, wait


def follow(
    pipeline: Pipeline, execution: str, show: Callable[[Execution], None], on_line: Callable[[str], None]
) -> Execution:
    """Wait until an execution has ended, and return its final state.

    Ctrl-C ends the waiting only; a line names the command to continue it.

    Args:
        pipeline: the execution's pipeline.
        execution: its id.
        show: called repeatedly with the current state.
        on_line: called with the last lines of the log of each failed action, and with the line after Ctrl-C.

    Raises:
        ExecutionError: it ended without success.
    """
    try:
        return wait(pipeline, execution, show)
    except ExecutionError as error:
        for line in logs.of_failure(pipeline, error.execution):
            on_line(line)
        raise
    except KeyboardInterrupt:
        on_line(f"the execution continues; `{pipeline.command('wait', execution)}` watches it again")
        raise
