"""The executions of a state machine are logged to its log group, by the level and with or without the execution data.

ERROR logs what is aborted, fails or times out, and the state Fail; FATAL logs how an execution ends:
https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html
The role needs the permissions of log deliveries, and the log group has to exist:
https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/logs/test_logs.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_logs.snapshot.json

MiniStack logs nothing, for any role and log group. Here the log group is one of the machine's account and region.
"""

import functools
import json
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import cloudwatch_logs, stepfunctions

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.step_functions import history
from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]
_FATAL = ("ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut")
_ERROR_ENDINGS = ("Aborted", "Failed", "TimedOut")
# AWS names no resource for them.
_ACTIONS = (
    "CreateLogDelivery",
    "DeleteLogDelivery",
    "DescribeLogGroups",
    "DescribeResourcePolicies",
    "GetLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "UpdateLogDelivery",
)
_VALIDATION_STREAM = "log_stream_created_by_aws_to_validate_log_delivery_subscriptions"
_VALIDATION = (
    "Permissions are set correctly to allow AWS CloudWatch Logs to write into your logs while creating a subscription."
)
_LOGGED = "loggedEvents"  # of an execution: how many of its events have been looked at
_streams: dict[str, str] = {}  # the stream of each machine, by its ARN
_lock = threading.Lock()  # Branches of Map and Parallel add events at the same time.


def apply() -> None:
    """Wrap the addition of an event, and the creation and the update of a state machine."""
    stepfunctions._add_event = _logging(stepfunctions._add_event)
    stepfunctions._create_state_machine = _checked(stepfunctions._create_state_machine)
    stepfunctions._update_state_machine = _checked(stepfunctions._update_state_machine)


def _checked(operation: Callable[[_Json], Any]) -> Callable[[_Json], Any]:
    @functools.wraps(operation)
    def operate(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        machine = stepfunctions._state_machines.get(data.get("stateMachineArn")) or {}
        configuration = data.get("loggingConfiguration") or machine.get("loggingConfiguration") or {}
        if configuration.get("level", "OFF") == "OFF" or len(configuration.get("destinations") or []) != 1:
            return operation(data)
        role = str(data.get("roleArn") or machine.get("roleArn") or "")
        if not all(authorize(get_account_id(), role, f"logs:{action}", "*") for action in _ACTIONS):
            message = "The state machine IAM Role is not authorized to access the Log Destination"
            return error_response_json("AccessDeniedException", message, 400)
        group = _group(configuration)
        if group not in cloudwatch_logs._log_groups:
            message = "Invalid Logging Configuration: Log Destination not found."
            return error_response_json("InvalidLoggingConfiguration", message, 400)
        response = operation(data)
        if response[0] == 200:
            _write(group, _VALIDATION_STREAM, [(_now(), _VALIDATION)])
        return response

    return operate


def _group(configuration: _Json) -> str:
    """Return the name of the log group of a configuration."""
    arn = str(configuration["destinations"][0].get("cloudWatchLogsLogGroup", {}).get("logGroupArn", ""))
    return arn.partition(":log-group:")[2].removesuffix(":*")


def _logging(add_event: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(add_event)
    def add(execution: _Json, kind: str, details: _Json | None = None) -> Any:  # noqa: ANN401 - MiniStack's event
        event = add_event(execution, kind, details)
        machine = stepfunctions._state_machines.get(execution.get("stateMachineArn")) or {}
        configuration = machine.get("loggingConfiguration") or {}
        if configuration.get("level", "OFF") != "OFF" and not kind.endswith("Scheduled"):  # It gets its input later.
            _log(execution, machine, configuration)
        return event

    return add


def _log(execution: _Json, machine: _Json, configuration: _Json) -> None:
    """Write the events that haven't been written yet."""
    group = _group(configuration)
    if group not in cloudwatch_logs._log_groups:
        return
    with _lock:
        start, events = execution.get(_LOGGED, 0), list(execution["events"])
        execution[_LOGGED] = len(events)
    included = configuration.get("includeExecutionData", False)
    logged = (event for event in events[start:] if _is_logged(event["type"], configuration["level"]))
    lines = [_line(event, execution["executionArn"], included) for event in logged]
    if lines:
        _write(group, _stream(machine, group), lines)


def _is_logged(kind: str, level: str) -> bool:
    if level == "ERROR":
        return kind.endswith(_ERROR_ENDINGS) or kind == "FailStateEntered"
    return level == "ALL" or kind in _FATAL


def _line(event: _Json, execution: str, is_data_included: bool) -> tuple[int, str]:
    """Return the time of an event in milliseconds, and its line."""
    time = int(datetime.fromisoformat(event["timestamp"]).timestamp() * 1000)
    details = next((dict(value) for name, value in event.items() if name.endswith("EventDetails")), {})
    if "input" in details:
        details.setdefault("inputDetails", {"truncated": False})  # The event of the start has none yet.
    if not is_data_included:
        history.remove_data(details)
    line = {
        "id": str(event["id"]),
        "type": event["type"],
        "details": details,
        "previous_event_id": str(event.get("previousEventId", 0)),
        "event_timestamp": str(time),
        "execution_arn": execution,
        "redrive_count": "0",
    }
    return time, json.dumps(line, separators=(",", ":"), ensure_ascii=False)


def _stream(machine: _Json, group: str) -> str:
    """Return the stream of a machine, which is a new one if its log group doesn't have it."""
    arn = machine["stateMachineArn"]
    if _streams.get(arn) not in cloudwatch_logs._log_groups[group]["streams"]:
        _streams[arn] = f"states/{machine['name']}/{datetime.now(UTC):%Y-%m-%d-%H-%M}/{secrets.token_hex(4)}"
    return _streams[arn]


def _write(group: str, stream: str, lines: list[tuple[int, str]]) -> None:
    names = {"logGroupName": group, "logStreamName": stream}
    if stream not in cloudwatch_logs._log_groups[group]["streams"]:
        cloudwatch_logs._create_log_stream(names)
    events = [{"timestamp": time, "message": message} for time, message in lines]
    cloudwatch_logs._put_log_events({**names, "logEvents": events})


def _now() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)
