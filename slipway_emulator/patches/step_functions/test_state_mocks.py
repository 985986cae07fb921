"""TestState refuses a mock that the state can't have, and a mocked result that the service can't return.

A mock has a result or an error, for Task, Map and Parallel; Map and Parallel are tested with a mock only. The result is
JSON: an array for Map and Parallel, and for a service integration its response, whose fields are validated.
``fieldValidationMode`` STRICT, the default, validates the required fields, too, and NONE validates nothing:
https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
The messages are recorded from AWS, except those of booleans, objects and lengths that are too large:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/test_state

MiniStack takes any mock for a task, ignores it for other states, and doesn't test Map and Parallel.
"""

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.models.service_models import boto3_name, has_model, model
from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]
_INTEGRATION = re.compile(r"arn:[^:]+:states:::(?:aws-sdk:)?(\w+):(\w+)(?:\.waitForTaskToken)?")
_MODELS = {"states": "stepfunctions", "sfn": "stepfunctions", "eventbridge": "events", "cloudwatchlogs": "logs"}
_UNMOCKED = ("Pass", "Fail", "Succeed")
_BRANCHED = ("Map", "Parallel")
_WAITING = (".sync", ".sync:2", ".waitForTaskToken")
_NOT_WAITING = (
    "Invalid Context object provided: Context object contains 'Task' when state is not a Task state "
    "with a '.sync' or '.waitForTaskToken' service integration pattern"
)
_UNSUPPORTED = (
    "TestState API does not support Map or Parallel states. "
    "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
)
# Of each type of a model: what JSON has for it, and its name in a message.
_TEXT, _NUMBER = (str, "a string"), ((int, float), "a number")
_TYPES: dict[str, tuple[Any, str]] = {
    **dict.fromkeys(("string", "blob", "timestamp", "character"), _TEXT),
    **dict.fromkeys(("integer", "long", "float", "double"), _NUMBER),
    "boolean": (bool, "a boolean"),
    "list": (list, "an array"),
    **dict.fromkeys(("map", "structure"), (dict, "an object")),
}


def apply() -> None:
    """Wrap the operation."""
    test = stepfunctions._test_state

    @functools.wraps(test)
    def test_state(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        state = _state(data)
        if reason := next(_reasons(state, data), None):
            return error_response_json("ValidationException", reason, 400)
        if state.get("Type") in _BRANCHED and not data.get("mock"):
            return error_response_json("InvalidDefinition", _UNSUPPORTED, 400)
        return test(data)

    stepfunctions._test_state = test_state


def _object(text: str | None) -> _Json:
    try:
        value = json.loads(text or "{}")
    except ValueError:  # what is tested says so
        return {}
    return value if isinstance(value, dict) else {}


def _state(data: _Json) -> _Json:
    definition = _object(data.get("definition"))
    states = definition.get("States")
    if not isinstance(states, dict):
        return definition
    state = states.get(data.get("stateName") or definition.get("StartAt"))
    return state if isinstance(state, dict) else {}


def _reasons(state: _Json, data: _Json) -> Iterator[str]:
    """Yield the reasons why a state can't be tested, the first of which AWS returns."""
    kind, mock, configuration = state.get("Type"), data.get("mock"), data.get("stateConfiguration") or {}
    failures = configuration.get("mapIterationFailureCount")
    is_waiting = str(state.get("Resource")).endswith(_WAITING)
    if "Task" in _object(data.get("context")) and not is_waiting:
        yield _NOT_WAITING
    if not mock:
        if failures is not None:
            yield "TestState does not support MapIterationFailureCount when a mock is not specified."
        if kind == "Task" and not data.get("roleArn"):
            yield "RoleArn must be specified when testing a Task state"
        return
    if {"result", "errorOutput"} <= set(mock):
        yield "A test mock should have only one of the following fields: [result, errorOutput]."
    if data.get("revealSecrets"):
        yield "TestState does not support RevealSecrets when a mock is specified."
    if kind in _UNMOCKED:
        yield f"State type '{kind}' is not supported when a mock is specified"
    if "result" in mock:
        yield from _result_reasons(state, mock, failures)


def _result_reasons(state: _Json, mock: _Json, failures: int | None) -> Iterator[str]:
    try:
        result = json.loads(mock["result"])
    except ValueError:
        yield "Mocked result must be valid JSON"
        return
    kind = state.get("Type")
    if kind == "Map" and "ResultWriter" in state:
        if not isinstance(result, dict):
            yield "Mocked result must be a JSON object."
    elif kind in _BRANCHED:
        if not isinstance(result, list):
            yield "Mocked result must be an array."
        elif kind == "Parallel" and len(result) != len(state.get("Branches") or []):
            yield "Mocked result must contain the same number of items as number of Parallel branches."
        elif failures is not None and failures > len(result):
            yield "Map iteration failure count must be less than or equal to the number of Map iterations"
    elif (mode := mock.get("fieldValidationMode", "STRICT")) != "NONE" and (shape := _output(state)):
        for reason in _field_reasons(shape, result, is_strict=mode == "STRICT"):
            yield f"Mock result schema validation error: {reason}"


def _output(state: _Json) -> Any:  # noqa: ANN401 - botocore has no types
    """Return the model of the response of a state's integration, None for another task."""
    integration = _INTEGRATION.fullmatch(str(state.get("Resource")))
    name = _MODELS.get(integration[1], boto3_name(integration[1])) if integration else ""
    if not integration or not has_model(name):
        return None
    operation = f"{integration[2][0].upper()}{integration[2][1:]}"
    service = model(name)
    return service.operation_model(operation).output_shape if operation in service.operation_names else None


def _field_reasons(shape: Any, value: Any, *, is_strict: bool, field: str = "") -> Iterator[str]:  # noqa: ANN401
    expected, name = _TYPES.get(shape.type_name, (object, ""))
    is_flag = isinstance(value, bool) and shape.type_name != "boolean"
    if not isinstance(value, expected) or is_flag:
        yield f"Field '{field}' must be {name}"
    elif shape.type_name == "structure":
        members = {stepfunctions._api_name_to_sfn_key(member): one for member, one in shape.members.items()}
        required = [stepfunctions._api_name_to_sfn_key(member) for member in shape.required_members]
        for member in required if is_strict else ():
            if member not in value:
                yield f"Required field '{member}' is missing"
        for member, one in value.items():
            if member in members:
                yield from _field_reasons(members[member], one, is_strict=is_strict, field=member)
    elif shape.type_name == "list":
        for one in value:
            yield from _field_reasons(shape.member, one, is_strict=is_strict, field=field)
    else:
        yield from _limit_reasons(shape, value, field)


def _limit_reasons(shape: Any, value: Any, field: str) -> Iterator[str]:  # noqa: ANN401 - botocore has no types
    smallest, largest = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.metadata.get("enum") and value not in shape.metadata["enum"]:
        yield f"Field '{field}' is not an expected value"
    is_text = isinstance(value, str)
    size = len(value) if is_text or isinstance(value, dict) else value
    if isinstance(size, bool):
        return
    if smallest is not None and size < smallest:
        yield f"Field '{field}' is {'smaller than the minimum length' if is_text else 'less than the minimum value'}"
    if largest is not None and size > largest:
        yield f"Field '{field}' exceeds the maximum {'length' if is_text else 'value'}"
