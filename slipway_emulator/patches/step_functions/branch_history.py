"""The history of an execution has the states inside of Parallel and Map, and the iterations and runs of Map.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/scenarios/test_base_scenarios.snapshot.json

MiniStack adds no event for them.
"""

import contextvars
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import now_iso
from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.evaluation_failures import record_failure
from slipway_emulator.patches.step_functions.history import previous

_Json = dict[str, Any]
_Run = Callable[..., Any]


@dataclass
class _Branches:
    """The branches or iterations of a state that runs.

    Attributes:
        name: name of the state.
        is_map: whether it is Map.
        last: the id of the last event within the branches.
        ended: the id of the event that the end of the state follows.
    """

    name: str
    is_map: bool
    last: int
    ended: int


_branches: contextvars.ContextVar[_Branches | None] = contextvars.ContextVar("branches", default=None)


def apply() -> None:
    """Replace what runs a branch, and wrap what runs the branches of a state."""
    run_items, run_branches = stepfunctions._run_map_items, stepfunctions._run_parallel_branches

    @functools.wraps(run_items)
    def run_map_items(state: _Json, raw_input: Any, execution: _Json, context: _Json) -> Any:  # noqa: ANN401 - JSON
        _check_items(state, raw_input, execution, context)
        processor = state.get("Iterator") or state.get("ItemProcessor") or {}
        if (processor.get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED":
            return _within_run(run_items, state, raw_input, execution, context)
        try:
            details = {"mapStateStartedEventDetails": {"length": _length(state, raw_input, context)}}
        except stepfunctions._ExecutionError:
            stepfunctions._add_event(execution, "MapStateFailed")
            raise
        return _within("Map", run_items, details, (state, raw_input, execution, context))

    @functools.wraps(run_branches)
    def run_parallel_branches(*arguments: Any) -> Any:  # noqa: ANN401 - MiniStack's
        return _within("Parallel", run_branches, {}, arguments)

    stepfunctions._run_map_items, stepfunctions._run_parallel_branches = run_map_items, run_parallel_branches
    stepfunctions._run_sub_machine = _run_branch


def _check_items(state: _Json, raw_input: Any, execution: _Json, context: _Json) -> None:  # noqa: ANN401 - JSON
    """Fail a map of JSONata whose items are its input if that isn't a list."""
    is_jsonata = stepfunctions._state_query_language(state, context) == "JSONata"
    if not is_jsonata or "Items" in state or "ItemReader" in state or isinstance(raw_input, list):
        return
    shown = json.dumps(raw_input, separators=(",", ":"))
    error = stepfunctions._ExecutionError(
        "States.QueryEvaluationError", f"Map state input must be an array but was: {shown}"
    )
    record_failure(error)
    stepfunctions._add_event(execution, "MapStateFailed")
    raise error


def _within_run(run: _Run, state: _Json, raw_input: Any, execution: _Json, context: _Json) -> Any:  # noqa: ANN401
    """Run a distributed map, whose items are executions, between the events of its run."""
    add, known, token = stepfunctions._add_event, set(stepfunctions._map_runs), _branches.set(None)
    started = add(execution, "MapStateStarted", {"mapStateStartedEventDetails": {"length": 0}})
    begun = add(execution, "MapRunStarted", {"mapRunStartedEventDetails": {}})
    outcome, failure = "Succeeded", {}
    try:
        return run(state, raw_input, execution, context)
    except stepfunctions._ExecutionError as error:
        outcome, failure = "Failed", {"mapRunFailedEventDetails": {"error": error.error, "cause": error.cause}}
        raise
    finally:
        _branches.reset(token)
        for arn in set(stepfunctions._map_runs) - known:
            details = stepfunctions._map_runs[arn]
            if details["executionArn"] == execution["executionArn"]:
                begun["mapRunStartedEventDetails"] = {"mapRunArn": arn}
                if "ItemReader" not in state:  # Its items aren't counted.
                    started["mapStateStartedEventDetails"] = {"length": details["itemCounts"]["total"]}
        previous.set(begun["id"])
        add(execution, f"MapRun{outcome}", failure)
        add(execution, f"MapState{outcome}")


def _length(state: _Json, raw_input: Any, context: _Json) -> int:  # noqa: ANN401 - JSON
    effective = stepfunctions._apply_input_path(state, raw_input, context)
    if stepfunctions._state_query_language(state, context) == "JSONata" and "Items" in state:
        items = stepfunctions._jsonata_state_field(state, "Items", "array", raw_input, context)
    else:
        items = stepfunctions._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, context)
    return len(items) if isinstance(items, list) else 1


def _within(kind: str, run: _Run, details: _Json, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401 - MiniStack's
    """Run the branches of a state between the events of their start and end."""
    _, _, execution, context = arguments
    add = stepfunctions._add_event
    add(execution, f"{kind}StateStarted", details)
    branches = _Branches(context["State"]["Name"], kind == "Map", previous.get(), previous.get())
    token = _branches.set(branches)
    try:
        output = run(*arguments)
    except stepfunctions._ExecutionError:
        previous.set(branches.ended)
        add(execution, f"{kind}StateFailed")
        raise
    finally:
        _branches.reset(token)
    previous.set(branches.ended)
    add(execution, f"{kind}StateSucceeded")
    return output


def _run_branch(states: _Json, start: str, given: Any, execution: _Json, context: _Json) -> Any:  # noqa: ANN401 - JSON
    branches, add = _branches.get(), stepfunctions._add_event
    if branches is None or not branches.is_map:
        try:
            return _run_states(states, start, given, execution, context)
        finally:
            if branches:
                branches.ended = previous.get()
    iteration = {"name": branches.name, "index": context["Map"]["Item"]["Index"]}
    previous.set(branches.last)
    add(execution, "MapIterationStarted", {"mapIterationStartedEventDetails": iteration})
    outcome = "Failed"
    try:
        output = _run_states(states, start, given, execution, context)
        outcome = "Succeeded"
        return output
    finally:
        branches.last = previous.get()
        add(execution, f"MapIteration{outcome}", {f"mapIteration{outcome}EventDetails": iteration})
        branches.ended = previous.get()


def _run_states(states: _Json, name: str | None, value: Any, execution: _Json, context: _Json) -> Any:  # noqa: ANN401
    """Run states up to the end of their branch, as MiniStack runs those of a machine, and return the output."""
    while name:
        state = states.get(name)
        if not state:
            raise stepfunctions._ExecutionError("States.Runtime", f"State '{name}' not found")
        kind = state.get("Type")
        context["State"] = {"Name": name, "EnteredTime": now_iso(), "RetryCount": 0}
        entered = {"name": name, "input": json.dumps(value)}
        stepfunctions._add_event(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
        value, next_name = _run_state(kind, state, value, execution, context)
        exited = {"name": name, "output": json.dumps(value)}
        stepfunctions._add_event(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
        name = next_name
    return value


def _run_state(
    kind: str,
    state: _Json,
    value: Any,  # noqa: ANN401 - JSON
    execution: _Json,
    context: _Json,
) -> tuple[Any, str | None]:
    """Run one state, and return its output and the name of the next state."""
    if kind == "Fail":
        raise stepfunctions._ExecutionError(*stepfunctions._fail_state_error(state, value, context))
    if kind == "Succeed":
        selected = stepfunctions._apply_input_path(state, value, context)
        return stepfunctions._apply_output_path(state, selected, context), None
    execute = getattr(stepfunctions, f"_execute_{str(kind).lower()}", None)
    if execute is None:
        raise stepfunctions._ExecutionError("States.Runtime", f"Unknown state type: {kind}")
    arguments = (execution, context) if kind in ("Task", "Parallel", "Map") else (context,)
    output, next_name = execute(state, value, *arguments)
    return output, next_name
