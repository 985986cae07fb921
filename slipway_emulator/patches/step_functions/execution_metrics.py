"""Every execution of a state machine publishes the metrics of AWS/States.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html

MiniStack publishes none, so no alarm of a machine goes off.
"""

import functools
from datetime import datetime
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.cloudwatch import metrics

_METRICS = {
    "RUNNING": "ExecutionsStarted",
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}


def apply() -> None:
    """Wrap the event that MiniStack sends when the status of an execution has changed."""
    emit = stepfunctions._emit_execution_status_event

    @functools.wraps(emit)
    def emit_status(execution: dict[str, Any]) -> object:
        _publish(execution)
        return emit(execution)

    stepfunctions._emit_execution_status_event = emit_status


def _publish(execution: dict[str, Any]) -> None:
    values = {_METRICS[execution["status"]]: (1.0, "Count")}
    if execution["stopDate"]:
        values["ExecutionTime"] = (_milliseconds(execution["startDate"], execution["stopDate"]), "Milliseconds")
    metrics.put("AWS/States", values, [{"StateMachineArn": execution["stateMachineArn"]}])


def _milliseconds(start: str, stop: str) -> float:
    return (datetime.fromisoformat(stop) - datetime.fromisoformat(start)).total_seconds() * 1000
