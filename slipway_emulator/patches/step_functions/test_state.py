"""TestState runs a task of JSONata: with its arguments and output, its role, and a mocked result or error.

"You can use the TestState API to test individual states": it returns the output and the next state. The status shows
whether a retrier or a catcher of the state handles an error:
https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

MiniStack takes every task for one of JSONPath: it ignores Arguments and Output, and asks no role.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.task_permissions import running

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the operation."""
    upstream = stepfunctions._test_state

    @functools.wraps(upstream)
    def test_state(data: _Json) -> object:
        definition = _definition(data)
        if not isinstance(definition, dict):
            return error_response_json("InvalidDefinition", "The definition is not a JSON object", 400)
        name = data.get("stateName") or definition.get("StartAt") or "TestState"
        state = definition.get("States", {}).get(name) if "States" in definition else definition
        context = {"QueryLanguage": definition.get("QueryLanguage", "JSONPath"), "variables": {}}
        machine = f"arn:aws:states:{get_region()}:{get_account_id()}:stateMachine:{name}"
        with running(machine, data.get("roleArn")):
            if not state or state.get("Type") != "Task" or not _has_jsonata(state, context):
                return upstream(data)
            return json_response(_tested(state, name, context, data))

    stepfunctions._test_state = test_state


def _definition(data: _Json) -> Any:  # noqa: ANN401 - any value of JSON
    try:
        return json.loads(data.get("definition") or "{}")
    except ValueError:
        return None


def _has_jsonata(state: _Json, context: _Json) -> bool:
    return bool(stepfunctions._state_query_language(state, context) == "JSONata")


def _tested(state: _Json, name: str, context: _Json, data: _Json) -> _Json:
    context = {**json.loads(data.get("context") or "{}"), **context, "State": {"Name": name, "RetryCount": 0}}
    state_input = json.loads(data.get("input") or "{}")
    try:
        arguments = stepfunctions._apply_jsonata_arguments(state, state_input, context)
        result = _call(data.get("mock"))(state.get("Resource", ""), arguments)
        output = stepfunctions._apply_jsonata_output(state, state_input, context, result=result, default=result)
    except stepfunctions._ExecutionError as error:
        retries = (data.get("stateConfiguration") or {}).get("retrierRetryCount", 0)
        return _failed(state, state_input, context, error, retries)
    following = stepfunctions._next_or_end(state)
    return {"status": "SUCCEEDED", "output": json.dumps(output), **({"nextState": following} if following else {})}


def _call(mock: _Json | None) -> Callable[[str, Any], Any]:
    if not mock:
        return stepfunctions._invoke_resource  # type: ignore[no-any-return]

    def answer(resource: str, arguments: object) -> object:
        del resource, arguments
        if "errorOutput" in mock:
            error = mock["errorOutput"]
            raise stepfunctions._ExecutionError(error.get("error", ""), error.get("cause", ""))
        return json.loads(mock.get("result") or "{}")

    return answer


def _failed(state: _Json, state_input: object, context: _Json, error: Any, retries: int) -> _Json:  # noqa: ANN401 - MiniStack's
    found = {"error": error.error, "cause": error.cause}
    retriers = state.get("Retry", [])
    counts = dict.fromkeys(range(len(retriers)), retries)
    if stepfunctions._find_matching_retrier(retriers, error.error, counts)[0] is not None:
        return {"status": "RETRIABLE", **found}
    catcher = stepfunctions._find_matching_catcher(state.get("Catch", []), error.error)
    if not catcher:
        return {"status": "FAILED", **found}
    detail = {"Error": error.error, "Cause": error.cause}
    output = stepfunctions._apply_catcher(catcher, state_input, context, "JSONata", detail)
    return {"status": "CAUGHT_ERROR", **found, "output": json.dumps(output), "nextState": catcher["Next"]}
