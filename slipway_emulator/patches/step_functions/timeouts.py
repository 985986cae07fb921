"""An execution ends with the status TIMED_OUT after the TimeoutSeconds of its definition, and stays as it ended.

"If it runs longer than the specified time, the execution fails with a States.Timeout Error name":
https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html

MiniStack ignores the member of the definition. The state that an execution was stopped in continues, and its result or
its failure is added to the history afterwards; a failure even replaces the status.
"""

import contextvars
import functools
import json
import threading
from collections.abc import Callable
from typing import Any

from ministack.core.responses import now_iso
from ministack.services import stepfunctions

_Execution = dict[str, Any]


def apply() -> None:
    """Wrap the run of an execution, and what changes its status and its history."""
    run = stepfunctions._run_execution

    @functools.wraps(run)
    def run_execution(execution_arn: str) -> object:
        execution = stepfunctions._executions.get(execution_arn)
        seconds = _timeout(execution) if execution else None
        if not seconds:
            return run(execution_arn)
        scope = contextvars.copy_context()
        timer = threading.Timer(seconds * stepfunctions._SFN_WAIT_SCALE, scope.run, (_time_out, execution))
        timer.daemon = True
        timer.start()
        try:
            return run(execution_arn)
        finally:
            timer.cancel()

    stepfunctions._run_execution = run_execution
    stepfunctions._fail_execution = _while_running(stepfunctions._fail_execution)
    add_event = stepfunctions._add_event

    @functools.wraps(add_event)
    def add(execution: _Execution, kind: str, *arguments: object, **options: object) -> object:
        if execution.get("status", "RUNNING") == "RUNNING" or kind.startswith("Execution"):  # TestState has none
            return add_event(execution, kind, *arguments, **options)
        return None

    stepfunctions._add_event = add


def _timeout(execution: _Execution) -> float | None:
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"])
    try:
        seconds = json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
    except ValueError:  # the run says so
        return None
    return seconds if isinstance(seconds, int | float) else None


def _time_out(execution: _Execution) -> None:
    if execution["status"] != "RUNNING":
        return
    execution["status"] = "TIMED_OUT"
    execution["stopDate"] = now_iso()
    stepfunctions._add_event(execution, "ExecutionTimedOut", {})
    stepfunctions._emit_execution_status_event(execution)


def _while_running(fail: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(fail)
    def fail_execution(execution: _Execution, *arguments: object, **options: object) -> object:
        return fail(execution, *arguments, **options) if execution["status"] == "RUNNING" else None

    return fail_execution
