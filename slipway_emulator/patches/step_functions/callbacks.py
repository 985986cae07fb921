"""A task that waits has the events of AWS, and times out without a heartbeat.

A task with `.waitForTaskToken`, and one that starts an execution with `.sync`, has the event TaskSubmitted with the
result of the call. An activity has ActivityStarted with the worker's name:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
HeartbeatSeconds: "If more time than the specified seconds elapses between heartbeats from the task, this state fails
with a States.Timeout error name":
https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
A started execution that fails fails the task with `States.TaskFailed`, and its description is the cause:
https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/callback
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/timeouts
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/activities

MiniStack adds none of these events, ignores heartbeats, calls services of such a task without a look at the
role, and ignores the failure of a function that it calls.
"""

import functools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.history import add_task_event, current_state
from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]
_POLLS = 0.05  # seconds between two looks at an execution
_UUID = 36


def apply() -> None:
    """Replace what waits for a token, an activity and an execution; wrap what answers a token."""
    get_task = stepfunctions._get_activity_task
    invoke_in_time = stepfunctions._invoke_resource_with_timeout

    @functools.wraps(get_task)
    async def get_activity_task(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        response = await get_task(data)
        found = json.loads(response[2]) if response[0] == 200 else {}
        if task := stepfunctions._task_tokens.get(found.get("taskToken")):
            task["worker"] = {"workerName": data["workerName"]} if data.get("workerName") else {}
            task["taken"].set()
        return response

    @functools.wraps(invoke_in_time)
    def invoke_with_timeout(resource: str, arguments: Any, timeout: float) -> Any:  # noqa: ANN401 - JSON
        if ".sync" in resource and ":states:startExecution" in resource:  # It has the time itself.
            return stepfunctions._invoke_resource(resource, arguments)
        try:
            return invoke_in_time(resource, arguments, timeout)
        except stepfunctions._ExecutionError as error:
            raise (_timed_out() if error.error == "States.Timeout" else error) from error

    stepfunctions._get_activity_task = get_activity_task
    stepfunctions._invoke_resource_with_timeout = invoke_with_timeout
    stepfunctions._invoke_with_callback = _invoke_with_callback
    stepfunctions._invoke_activity = _invoke_activity
    stepfunctions._invoke_nested_start_execution_sync = _run_execution
    for name in ("success", "failure", "heartbeat"):
        operation = f"_send_task_{name}"
        setattr(stepfunctions, operation, _known(getattr(stepfunctions, operation)))


def _timed_out() -> Exception:
    return stepfunctions._ExecutionError("States.Timeout", "")  # type: ignore[no-any-return]


def _invoke_with_callback(resource: str, arguments: Any, token: str, state: _Json) -> Any:  # noqa: ANN401 - JSON
    with _registered(token) as task:
        result = stepfunctions._invoke_resource(resource.replace(".waitForTaskToken", ""), arguments)
        add_task_event("Submitted", {"output": json.dumps(result)})
        return _answer(task, state)


def _invoke_activity(resource: str, arguments: Any) -> Any:  # noqa: ANN401 - JSON
    if resource not in stepfunctions._activities:
        raise stepfunctions._ExecutionError("States.Runtime", f"The activity {resource} does not exist.")
    token = new_uuid()
    with _registered(token) as task:
        task["taken"] = threading.Event()
        stepfunctions._activity_tasks[resource].append({"taskToken": token, "input": json.dumps(arguments)})
        task["taken"].wait()
        add_task_event("Started", task["worker"])
        return _answer(task, current_state())


@contextmanager
def _registered(token: str) -> Iterator[_Json]:
    task: _Json = {"event": threading.Event(), "result": None, "error": None, "heartbeat": None}
    stepfunctions._task_tokens[token] = task
    try:
        yield task
    finally:
        stepfunctions._task_tokens.pop(token, None)


def _answer(task: _Json, state: _Json) -> Any:  # noqa: ANN401 - JSON
    """Wait for the answer to a token, and return its output.

    Raises:
        _ExecutionError: the task has failed, or no answer or heartbeat came in time.
    """
    seconds, beat = state.get("TimeoutSeconds", threading.TIMEOUT_MAX), state.get("HeartbeatSeconds")
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        last, wait = task["heartbeat"], left if beat is None else min(beat, left)
        if wait > 0 and task["event"].wait(timeout=wait):
            break
        if task["heartbeat"] is last or end <= time.monotonic():
            raise _timed_out()
    if failure := task["error"]:
        raise stepfunctions._ExecutionError(failure.get("Error", ""), failure.get("Cause", ""))
    try:
        return json.loads(task["result"])
    except (TypeError, ValueError):
        return task["result"]


def _run_execution(resource: str, arguments: Any) -> Any:  # noqa: ANN401 - JSON
    """Start an execution, wait for its end, and return its description."""
    started = stepfunctions._invoke_resource(resource.partition(".sync")[0], arguments)
    add_task_event("Submitted", {"output": json.dumps(started)})
    execution, state = stepfunctions._executions[started["ExecutionArn"]], current_state()
    end = time.monotonic() + state.get("TimeoutSeconds", threading.TIMEOUT_MAX)
    while execution["status"] == "RUNNING":
        if time.monotonic() > end:
            raise _timed_out()
        time.sleep(_POLLS)
    _, _, body = stepfunctions._describe_execution({"executionArn": started["ExecutionArn"]})
    found = json.loads(body)
    if execution["status"] != "SUCCEEDED":
        for name in ("output", "outputDetails"):
            found.pop(name, None)
        cause = json.dumps(_described(found), separators=(",", ":"))
        raise stepfunctions._ExecutionError("States.TaskFailed", cause)
    output = json.loads(found["output"])
    if resource.endswith(":2"):
        return _described({**found, "input": json.loads(found["input"]), "output": output})
    return _described({**found, "output": json.dumps(output, separators=(",", ":"), ensure_ascii=False)})


def _described(found: _Json) -> _Json:
    described = {f"{name[0].upper()}{name[1:]}": value for name, value in found.items() if value is not None}
    details = {name: {"Included": True} for name in ("InputDetails", "OutputDetails") if name in described}
    return dict(sorted((described | details).items()))


def _known(answer: Callable[[_Json], Any]) -> Callable[[_Json], Any]:
    """Refuse a token that Step Functions never gave, and one whose task has ended."""

    @functools.wraps(answer)
    def operate(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        token = str(data.get("taskToken"))
        if token in stepfunctions._task_tokens:
            return answer(data)
        if len(token) != _UUID:
            return error_response_json("InvalidToken", "Invalid Token: 'Invalid token'", 400)
        return error_response_json("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'", 400)

    return operate
