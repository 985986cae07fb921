"""The history of an execution has the events and the members of AWS's.

An event has the id of the one that it follows, which for the first state is 0. Input and output are compact JSON, with
whether they are cut off. The tasks of functions, of activities and of integrations have different events, and the end
of a state has the variables that it assigns:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2

MiniStack gives no id of the event before, and the same events for each kind of task.
"""

import contextvars
import functools
import json
import re
import threading
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_region
from ministack.services import stepfunctions

_Json = dict[str, Any]
_Add = Callable[..., Any]
# Of the branch that runs: the event that the next one follows, the state and its execution, and the task.
previous: contextvars.ContextVar[int] = contextvars.ContextVar("previous", default=0)
_state: contextvars.ContextVar[tuple[_Json, _Json] | None] = contextvars.ContextVar("state", default=None)
_task: contextvars.ContextVar[_Json | None] = contextvars.ContextVar("task", default=None)
_assigned: contextvars.ContextVar[_Json | None] = contextvars.ContextVar("assigned", default=None)
# The execution of the branch, and the event of the state that was entered last.
entered: contextvars.ContextVar[tuple[_Json, _Json] | None] = contextvars.ContextVar("entered", default=None)
_lock = threading.Lock()  # An event's id is the length of the history.

_UNFOLLOWED = ("MapStateSucceeded", "ParallelStateSucceeded")
_FUNCTION = re.compile(r"arn:[^:]+:lambda:.+")
_INTEGRATION = re.compile(r"arn:[^:]+:states:::((?:aws-sdk:)?[^:]+):(.+)")
_FIRST_STATE = 2  # the id of the event
_NOT_TRUNCATED = {"truncated": False}
_DATA = ("input", "output", "assignedVariables")
_OMITTED_IF_EMPTY = ("error", "cause")


def apply() -> None:
    """Wrap the addition of an event, what runs an execution and a task, and the operation that returns the history."""
    run, get_history = stepfunctions._run_execution, stepfunctions._get_execution_history
    assign = stepfunctions._apply_state_assign

    @functools.wraps(run)
    def run_execution(execution_arn: str) -> object:
        previous.set(0)  # A task may have started the execution.
        return run(execution_arn)

    @functools.wraps(assign)
    def apply_state_assign(state: _Json, raw_input: object, context: _Json | None, **options: object) -> None:
        assign(state, raw_input, context, **options)
        if context and stepfunctions._state_query_language(state, context) == "JSONata":
            record_assigned({name: context["variables"][name] for name in state.get("Assign") or {}})

    @functools.wraps(get_history)
    def get_execution_history(request: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        execution = stepfunctions._executions.get(request.get("executionArn")) or {"events": []}
        for event in execution["events"][:1]:  # It isn't added as the others are.
            started = event["executionStartedEventDetails"]
            event |= {"previousEventId": 0, "executionStartedEventDetails": {**started, "inputDetails": _NOT_TRUNCATED}}
        status, headers, body = get_history(request)
        if status == 200 and request.get("includeExecutionData") is False:
            body = _without_data(body)
        return status, headers, body

    stepfunctions._run_execution, stepfunctions._get_execution_history = run_execution, get_execution_history
    stepfunctions._apply_state_assign = apply_state_assign
    stepfunctions._add_event = _adding(stepfunctions._add_event)
    stepfunctions._execute_task = _knowing_state(stepfunctions._execute_task)
    for name in ("_invoke_resource", "_invoke_resource_with_timeout", "_invoke_with_callback"):
        setattr(stepfunctions, name, _starting(getattr(stepfunctions, name)))


def add_task_event(kind: str, details: _Json) -> None:
    """Add an event between the start and the end of the task that runs.

    Args:
        kind: the end of the event's type, e.g. ``Submitted``.
        details: details of the event, without the names of the integration.
    """
    task, (_, execution) = _task.get(), _state.get() or ({}, {})
    if task and execution:  # TestState has none.
        member = f"{task['kind'][0].lower()}{task['kind'][1:]}{kind}EventDetails"
        stepfunctions._add_event(execution, f"{task['kind']}{kind}", {member: {**details, **task["names"]}})


def current_state() -> _Json:
    """Return the definition of the state whose task runs; empty for none."""
    state, _ = _state.get() or ({}, {})
    return state


def record_assigned(variables: _Json) -> None:
    """Keep the variables that the running state assigns, for the event of its end."""
    if (assigned := _assigned.get()) is not None:
        assigned.update(variables)


def remove_data(details: _Json) -> None:
    """Remove the data of an execution from the details of an event."""
    for member in (*_DATA, "parameters", "inputDetails", "outputDetails", "assignedVariablesDetails"):
        details.pop(member, None)


def _adding(add_event: _Add) -> _Add:
    @functools.wraps(add_event)
    def add(execution: _Json, kind: str, details: _Json | None = None) -> Any:  # noqa: ANN401 - MiniStack's event
        if kind == "TaskScheduled":
            kind, details = _scheduled(details)
        elif kind in ("TaskSucceeded", "TaskFailed"):
            task = _task.get()
            if task is None:
                return None  # What failed was before or after the task.
            _task.set(None)
            kind, details = _ended(task, kind, details)
        elif kind.endswith("StateEntered"):
            _assigned.set({})
        elif kind.endswith("StateExited") and (assigned := _assigned.get()):
            shown = {name: _compact(value) for name, value in assigned.items()}
            details = {key: {**value, "assignedVariables": shown} for key, value in (details or {}).items()}
        with _lock:
            event = add_event(execution, kind, {key: _completed(value) for key, value in (details or {}).items()})
        event["previousEventId"] = previous.get()
        if kind not in _UNFOLLOWED:
            previous.set(event["id"])
        if kind.endswith("StateEntered"):
            entered.set((execution, event))
            if event["id"] == _FIRST_STATE:
                event["stateEnteredEventDetails"]["input"] = execution["input"]  # as it was given
        return event

    return add


def _completed(details: _Json) -> _Json:
    completed = {name: value for name, value in details.items() if value or name not in _OMITTED_IF_EMPTY}
    for name in _DATA:
        if name in completed:
            value = completed[name]
            completed[name] = _compact(json.loads(value)) if isinstance(value, str) else value
            completed[f"{name}Details"] = _NOT_TRUNCATED
    return completed


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _knowing_state(execute: _Add) -> _Add:
    @functools.wraps(execute)
    def execute_task(state: _Json, raw_input: object, execution: _Json, context: _Json) -> Any:  # noqa: ANN401
        token = _state.set((state, execution))
        try:
            return execute(state, raw_input, execution, context)
        finally:
            _state.reset(token)

    return execute_task


def _scheduled(details: _Json | None) -> tuple[str, _Json]:
    """Return the kind and the details of the event of a task's start, which get the input when it is invoked."""
    resource = (details or {})["taskScheduledEventDetails"]["resource"]
    integration = _INTEGRATION.match(resource)
    if integration:
        names = {"resourceType": integration[1], "resource": integration[2]}
        kind, ended, scheduled = "TaskScheduled", "Task", {"region": get_region(), **names}
    else:
        ended = "LambdaFunction" if _FUNCTION.match(resource) else "Activity"
        kind, names, scheduled = f"{ended}Scheduled", {}, {"resource": resource}
    for member in ("timeout", "heartbeat"):
        if (seconds := current_state().get(f"{member.capitalize()}Seconds")) is not None:
            scheduled[f"{member}InSeconds"] = seconds
    _task.set({"names": names, "kind": ended, "details": scheduled, "is_started": False})
    return kind, {f"{kind[0].lower()}{kind[1:]}EventDetails": scheduled}


def _starting(invoke: _Add) -> _Add:
    """Complete the event of a task's start, and add the next one."""

    @functools.wraps(invoke)
    def invoke_task(resource: str, arguments: Any, *others: Any) -> Any:  # noqa: ANN401 - MiniStack's
        task, (_, execution) = _task.get(), _state.get() or ({}, {})
        if task and execution and not task["is_started"]:
            task["is_started"] = True
            scheduled = next(event for event in reversed(execution["events"]) if event["id"] == previous.get())
            key = next(name for name in scheduled if name.endswith("EventDetails"))
            given = {"parameters": _compact(arguments)} if task["names"] else {"input": _compact(arguments)}
            scheduled[key] = _completed({**scheduled[key], **given})
            if task["kind"] != "Activity":
                names = {"taskStartedEventDetails": task["names"]} if task["names"] else {}
                stepfunctions._add_event(execution, f"{task['kind']}Started", names)
        return invoke(resource, arguments, *others)

    return invoke_task


def _ended(task: _Json, kind: str, details: _Json | None) -> tuple[str, _Json]:
    (found,) = (details or {}).values()
    result = {name: found[name] for name in ("output", "error", "cause") if name in found}
    ending = kind.removeprefix("Task")
    if result.get("error") == "States.Timeout":
        ending, result = "TimedOut", {"error": "States.Timeout"}
    kind = f"{task['kind']}{ending}"
    return kind, {f"{kind[0].lower()}{kind[1:]}EventDetails": {**result, **task["names"]}}


def _without_data(body: bytes) -> bytes:
    found = json.loads(body)
    for event in found["events"]:
        for name, details in event.items():
            if name.endswith("EventDetails"):
                remove_data(details)
    return json.dumps(found).encode()
