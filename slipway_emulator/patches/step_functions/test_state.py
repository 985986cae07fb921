"""TestState runs a state as an execution does: in both languages, with its role, a mock, and the data of each step.

"You can use the TestState API to test individual states": it returns the output and the next state. The status shows
whether a retrier or a catcher of the state handles an error, and with the level DEBUG or TRACE the response has the
data after each step:
https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html
Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/test_state

MiniStack takes every task for one of JSONPath: it ignores Arguments and Output, and asks no role. It tests neither Map
nor Parallel, ignores variables, and has the data of a few steps only. What a task of HTTP sends and receives isn't
returned.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid, now_iso
from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.task_permissions import running
from slipway_emulator.responses import error_response_json, json_response

_Json = dict[str, Any]
_Run = Callable[[_Json, Any, _Json, _Json, _Json], tuple[Any, str | None]]
_NAME = "StateName"  # of a state without a machine
_RETRIED = ("Map", "Parallel", "Task")
_NUMBERS = {"MaxConcurrency": int, "ToleratedFailureCount": int, "ToleratedFailurePercentage": float}
_EXCEEDED = "States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"


def apply() -> None:
    """Replace the operation."""
    stepfunctions._test_state = _test_state


def _test_state(data: _Json) -> object:
    definition = _parsed(data.get("definition"))
    if not isinstance(definition, dict):
        return error_response_json("InvalidDefinition", "The definition is not a JSON object", 400)
    state, name = definition, _NAME
    if "States" in definition:
        name = str(data.get("stateName") or definition.get("StartAt"))
        state = definition["States"].get(name)
        if state is None and data.get("stateName"):
            return error_response_json("ValidationException", "State not found in definition", 400)
    run = _RUNS.get((state or {}).get("Type", ""))
    if run is None:
        return error_response_json("InvalidDefinition", "The definition has no state with a known Type", 400)
    state_input = _parsed(data.get("input") or "{}")
    if state_input is None and data.get("input") != "null":
        return error_response_json("InvalidExecutionInput", "Invalid JSON in input", 400)
    context = _context(data, name, state["Type"], state_input, definition)
    with running(context["StateMachine"]["Id"], data.get("roleArn")):
        return json_response(_tested(run, state, state_input, context, data))


def _parsed(text: str | None) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text or "{}")
    except ValueError:
        return None


def _context(data: _Json, name: str, kind: str, state_input: object, definition: _Json) -> _Json:
    machine, execution = new_uuid(), new_uuid()
    retries = {"RetryCount": 0} if kind in _RETRIED else {}
    place = f"arn:aws:states:{get_region()}:{get_account_id()}"
    context = {
        "Execution": {
            "Id": f"{place}:express:{machine}:{execution}",
            "Input": state_input,
            "Name": execution,
            "RoleArn": data.get("roleArn"),
            "StartTime": now_iso(),
        },
        "StateMachine": {"Id": f"{place}:stateMachine:{machine}", "Name": machine},
        "State": {"Name": name, "EnteredTime": now_iso(), **retries},
        **(_parsed(data.get("context")) or {}),
    }
    context.setdefault("State", {}).setdefault("Name", name)
    language = {"QueryLanguage": definition.get("QueryLanguage", "JSONPath")}
    return {**context, **language, "variables": _parsed(data.get("variables")) or {}}


def _tested(run: _Run, state: _Json, state_input: object, context: _Json, data: _Json) -> _Json:
    inspection: _Json = {"input": state_input}
    try:
        output, following = run(state, state_input, context, data, inspection)
        found: _Json = {
            "status": "SUCCEEDED",
            "output": json.dumps(output),
            **({"nextState": following} if following else {}),
        }
    except stepfunctions._ExecutionError as error:
        retries = (data.get("stateConfiguration") or {}).get("retrierRetryCount", 0)
        found = _failed(state, state_input, context, error, retries, inspection)
    if context["variables"]:
        inspection["variables"] = context["variables"]
    if data.get("inspectionLevel") in ("DEBUG", "TRACE"):
        plain = ("errorDetails", "maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage")
        shown = {name: value if name in plain else json.dumps(value) for name, value in inspection.items()}
        found["inspectionData"] = shown
    return {name: value for name, value in found.items() if value != "" or name == "output"}


def _has_jsonata(state: _Json, context: _Json) -> bool:
    return bool(stepfunctions._state_query_language(state, context) == "JSONata")


def _run_pass(
    state: _Json, state_input: object, context: _Json, data: _Json, inspection: _Json
) -> tuple[Any, str | None]:
    del data
    if _has_jsonata(state, context):
        return stepfunctions._execute_pass(state, state_input, context)  # type: ignore[no-any-return]
    if "Result" in state:
        inspection["result"] = result = state["Result"]
    else:
        inspection["afterInputPath"] = result = stepfunctions._apply_input_path(state, state_input, context)
        inspection["afterParameters"] = result = stepfunctions._apply_parameters(state, result, context)
    inspection["afterResultSelector"] = result
    inspection["afterResultPath"] = stepfunctions._apply_result_path(state, state_input, result)
    return stepfunctions._execute_pass(state, state_input, context)  # type: ignore[no-any-return]


def _run_simple(
    state: _Json, state_input: object, context: _Json, data: _Json, inspection: _Json
) -> tuple[Any, str | None]:
    """Run Choice, Wait, Succeed or Fail."""
    del data
    if not _has_jsonata(state, context):
        inspection["afterInputPath"] = stepfunctions._apply_input_path(state, state_input, context)
    kind = state["Type"]
    if kind == "Fail":
        raise stepfunctions._ExecutionError(*stepfunctions._fail_state_error(state, state_input, context))
    if kind == "Succeed":
        if _has_jsonata(state, context):
            return stepfunctions._apply_jsonata_output(state, state_input, context, default=state_input), None
        output = stepfunctions._apply_input_path(state, state_input, context)
        return stepfunctions._apply_output_path(state, output, context), None
    execute = stepfunctions._execute_choice if kind == "Choice" else stepfunctions._execute_wait
    return execute(state, state_input, context)  # type: ignore[no-any-return]


def _run_task(
    state: _Json, state_input: object, context: _Json, data: _Json, inspection: _Json
) -> tuple[Any, str | None]:
    if _has_jsonata(state, context):
        arguments = stepfunctions._apply_jsonata_arguments(state, state_input, context)
        if "Arguments" in state:
            inspection["afterArguments"] = arguments
    else:
        inspection["afterInputPath"] = arguments = stepfunctions._apply_input_path(state, state_input, context)
        inspection["afterParameters"] = arguments = stepfunctions._apply_parameters(state, arguments, context)
    mock = data.get("mock")
    result = _mocked(mock) if mock else stepfunctions._invoke_resource(state.get("Resource", ""), arguments)
    inspection["result"] = result
    return _finished(state, state_input, context, result, inspection)


def _run_branches(
    state: _Json, state_input: object, context: _Json, data: _Json, inspection: _Json
) -> tuple[Any, str | None]:
    """Run Map or Parallel, which have a mock."""
    is_jsonata, configuration = _has_jsonata(state, context), data.get("stateConfiguration") or {}
    if state["Type"] == "Map":
        if not is_jsonata:
            inspection["afterInputPath"] = items = stepfunctions._apply_input_path(state, state_input, context)
            inspection["afterItemsPath"] = _items(state, items, context)
        numbers = {"MaxConcurrency": 0, **{name: state[name] for name in _NUMBERS if name in state}}
        for name, value in numbers.items():
            if is_jsonata and isinstance(value, str):
                numbers[name] = stepfunctions._jsonata_state_field(state, name, "number", state_input, context)
            inspection[f"{name[0].lower()}{name[1:]}"] = _NUMBERS[name](numbers[name])
        tolerated = numbers.get("ToleratedFailureCount")
        if tolerated is not None and configuration.get("mapIterationFailureCount", 0) > tolerated:
            raise stepfunctions._ExecutionError(*_EXCEEDED)
    return _finished(state, state_input, context, _mocked(data["mock"]), inspection)


def _items(state: _Json, effective: object, context: _Json) -> list[Any]:
    path = state.get("ItemsPath", "$")
    items = context if path == "$$" else stepfunctions._resolve_path_or_ctx(path, effective, context)
    if not isinstance(items, list):
        shown = path.replace("$$", "$", 1)
        raise stepfunctions._ExecutionError("States.Runtime", f'Reference path "{shown}" must point to array.')
    return items


def _mocked(mock: _Json) -> Any:  # noqa: ANN401 - JSON
    if "errorOutput" in mock:
        error = mock["errorOutput"]
        raise stepfunctions._ExecutionError(error.get("error", ""), error.get("cause", ""))
    return json.loads(mock.get("result") or "{}")


def _finished(
    state: _Json, state_input: object, context: _Json, result: object, inspection: _Json
) -> tuple[Any, str | None]:
    following = stepfunctions._next_or_end(state)
    if _has_jsonata(state, context):
        options = {"result": result, "default": result}
        output = stepfunctions._apply_jsonata_output(state, state_input, context, **options)
        stepfunctions._apply_state_assign(state, state_input, context, result=result)
        return output, following
    inspection["afterResultSelector"] = selected = stepfunctions._apply_result_selector(state, result)
    inspection["afterResultPath"] = output = stepfunctions._apply_result_path(state, state_input, selected)
    return stepfunctions._apply_output_path(state, output, context), following


def _failed(
    state: _Json,
    state_input: object,
    context: _Json,
    error: Any,  # noqa: ANN401 - MiniStack's
    retries: int,
    inspection: _Json,
) -> _Json:
    found = {"error": error.error, "cause": error.cause}
    for number, retrier in enumerate(state.get("Retry", [])):
        if stepfunctions._error_matches(retrier.get("ErrorEquals", []), error.error):
            inspection["errorDetails"] = {"retryIndex": number}
            if retries < retrier.get("MaxAttempts", 3):
                wait = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** retries
                longest = retrier.get("MaxDelaySeconds", wait)
                inspection["errorDetails"]["retryBackoffIntervalSeconds"] = int(min(wait, longest))
                return {"status": "RETRIABLE", **found}
            break
    for number, catcher in enumerate(state.get("Catch", [])):
        if stepfunctions._error_matches(catcher.get("ErrorEquals", []), error.error):
            inspection["errorDetails"] = {"catchIndex": number}
            detail = {"Error": error.error, "Cause": error.cause}
            language = stepfunctions._state_query_language(state, context)
            output = stepfunctions._apply_catcher(catcher, state_input, context, language, detail)
            return {"status": "CAUGHT_ERROR", **found, "output": json.dumps(output), "nextState": catcher["Next"]}
    return {"status": "FAILED", **found}


_RUNS: dict[str, _Run] = {
    "Pass": _run_pass,
    **dict.fromkeys(("Choice", "Wait", "Succeed", "Fail"), _run_simple),
    "Task": _run_task,
    **dict.fromkeys(("Map", "Parallel"), _run_branches),
}
