"""The definitions of state machines, in the Amazon States Language.

https://states-language.net/spec.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
The form of the messages, and some of them, are those that AWS returned:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import json_texts

_SCHEMA, _TARGET = "SCHEMA_VALIDATION_FAILED", "MISSING_TRANSITION_TARGET"
_TYPES = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
_WITHOUT_NEXT = ("Succeed", "Fail", "Choice")
_REQUIRED = {"Task": ("Resource",), "Choice": ("Choices",), "Parallel": ("Branches",)}
_WAITS = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")
_OF_JSONATA = ("Arguments", "Output", "Items")
_OF_JSON_PATH = ("InputPath", "OutputPath", "Parameters", "ResultPath", "ResultSelector", "ItemsPath")
_MAX_NAME = 80  # characters
_EPOCH = "1970-01-01T00:00:00Z"
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DOWNGRADED = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"


@dataclass(frozen=True)
class Problem:
    """Why Step Functions refuses a definition.

    Attributes:
        code: e.g. ``SCHEMA_VALIDATION_FAILED``.
        message: message without the location.
        location: a path in the definition, e.g. ``/States/A/Next``, or the place of what isn't JSON; empty for
            another value than an object.
    """

    code: str
    message: str
    location: str = ""


def check(values: Mapping[str, Any]) -> None:
    """Check the definition in the input of CreateStateMachine or UpdateStateMachine.

    Raises:
        ServiceError: ``InvalidDefinition``.
    """
    if "definition" not in values:
        return
    found = problems(values["definition"], is_express=values.get("type") == "EXPRESS")
    if found:
        paths = (f" at {each.location}" if each.location.startswith("/") else "" for each in found)
        texts = [f"{each.code}: {each.message}{path}" for each, path in zip(found, paths, strict=True)]
        raise ServiceError("InvalidDefinition", f"Invalid State Machine Definition: '{', '.join(texts)}'")


def problems(text: str, *, is_express: bool = False) -> list[Problem]:
    """Return why Step Functions refuses a definition; nothing if it accepts it.

    Args:
        text: the definition.
        is_express: whether it is of an express workflow.
    """
    if text.strip() and (reason := json_texts.parser_error(text)):
        source = f'[Source: (String)"{text}"; {json_texts.parser_position(text)}]'
        return [Problem("INVALID_JSON_DESCRIPTION", f"{reason}\n at {source}", source)]
    definition = json.loads(text) if text.strip() else None
    if not isinstance(definition, dict):
        return [Problem(_SCHEMA, "Definition must be a valid JSON object")]
    language = definition.get("QueryLanguage", "JSONPath")
    downgraded = list(_downgraded(definition, "")) if language == "JSONata" else []
    return [*_machine(definition, "", language, is_express=is_express), *downgraded]


def _downgraded(value: Any, path: str) -> Iterator[Problem]:  # noqa: ANN401 - any JSON value
    """Yield the states that use JSONPath, though the machine uses JSONata."""
    for name, each in value.items() if isinstance(value, dict) else ():
        if isinstance(each, list):
            for number, branch in enumerate(each):
                yield from _downgraded(branch, f"{path}/{name}[{number}]")
        elif isinstance(each, dict):
            if path.endswith("/States") and each.get("QueryLanguage") == "JSONPath":
                yield Problem(_SCHEMA, _DOWNGRADED, f"{path}/{name}")
            yield from _downgraded(each, f"{path}/{name}")


def _machine(machine: dict[str, Any], path: str, language: str, *, is_express: bool) -> Iterator[Problem]:
    missing = [name for name in ("States", "StartAt") if name not in machine]
    if missing:
        yield Problem(_SCHEMA, f"These fields are required: [{', '.join(missing)}]", path or "/")
        return
    states = machine["States"]
    if not isinstance(states, dict) or not states:
        yield Problem(_SCHEMA, "Value cannot be empty", f"{path}/States")
        return
    if machine["StartAt"] not in states:
        yield Problem(_TARGET, f"Missing 'StartAt' target: {machine['StartAt']}", f"{path}/StartAt")
    for name, state in states.items():
        location = f"{path}/States/{name}"
        if len(name) > _MAX_NAME:
            yield Problem(_SCHEMA, f"State name can be at most {_MAX_NAME} characters", location)
        if isinstance(state, dict):
            yield from _state(state, location, language, states, is_express=is_express)
        else:
            yield Problem(_SCHEMA, "Expected value of type Object", location)


def _state(
    state: dict[str, Any], path: str, language: str, states: dict[str, Any], *, is_express: bool
) -> Iterator[Problem]:
    kind = state.get("Type")
    if kind not in _TYPES:
        choice = f"The field 'Type' should have one of these values: [{', '.join(_TYPES)}]"
        yield Problem(_SCHEMA, choice, f"{path}/Type")
        return
    required = [name for name in _REQUIRED.get(kind, ()) if name not in state]
    if required:
        yield Problem(_SCHEMA, f"These fields are required: [{', '.join(required)}]", path)
    if kind == "Wait" and sum(name in state for name in _WAITS) != 1:
        yield Problem(_SCHEMA, f"Exactly one of these fields is required: [{', '.join(_WAITS)}]", path)
    if kind == "Wait" and not _is_timestamp(state.get("Timestamp", _EPOCH), state.get("QueryLanguage", language)):
        yield Problem(_SCHEMA, "String does not match RFC3339 timestamp", f"{path}/Timestamp")
    yield from _transitions(state, path, states)
    yield from _fields_of_language(state, path, state.get("QueryLanguage", language))
    if kind == "Task":
        yield from _resource(state, path, is_express=is_express)
    yield from _inner_machines(state, path, language, is_express=is_express)


def _is_timestamp(text: object, language: str) -> bool:
    """Return whether a text is a timestamp, or an expression in a language that has expressions."""
    if not isinstance(text, str):
        return False
    if language == "JSONata" and text.startswith("{%"):
        return True
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return bool(_TIMESTAMP.fullmatch(text))


def _transitions(state: dict[str, Any], path: str, states: dict[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a state's targets."""
    kind = state["Type"]
    has_end = state.get("End") is True
    if kind not in _WITHOUT_NEXT and ("Next" in state) == has_end:
        yield Problem(_SCHEMA, "Exactly one of these fields is required: [Next, End]", path)
    for name in ("Next", "Default"):
        if name in state and state[name] not in states:
            yield Problem(_TARGET, f"Missing '{name}' target: {state[name]}", f"{path}/{name}")
    for field in ("Choices", "Catch"):
        rules = state.get(field, [])
        if field in state and (not isinstance(rules, list) or (field == "Choices" and not rules)):
            yield Problem(_SCHEMA, "Value cannot be empty", f"{path}/{field}")
            continue
        for number, rule in enumerate(rules):
            location = f"{path}/{field}[{number}]"
            if not isinstance(rule, dict) or "Next" not in rule:
                yield Problem(_SCHEMA, "These fields are required: [Next]", location)
            elif rule["Next"] not in states:
                yield Problem(_TARGET, f"Missing 'Next' target: {rule['Next']}", f"{location}/Next")


def _fields_of_language(state: dict[str, Any], path: str, language: str) -> Iterator[Problem]:
    others = _OF_JSON_PATH if language == "JSONata" else _OF_JSONATA
    for name in others:
        if name in state:
            message = f"The field '{name}' is not supported for QueryLanguage {language}"
            yield Problem(_SCHEMA, message, f"{path}/{name}")


def _resource(state: dict[str, Any], path: str, *, is_express: bool) -> Iterator[Problem]:
    resource = state.get("Resource", "")
    if "Resource" in state and not (isinstance(resource, str) and resource.startswith(("arn:", "{%"))):
        yield Problem(_SCHEMA, "Value is not a valid resource ARN", f"{path}/Resource")
    elif is_express and ":activity:" in resource:
        yield Problem(_SCHEMA, "Express state machine does not support Activity ARN", f"{path}/Resource")
    elif is_express and ".waitForTaskToken" in resource:
        message = "Express state machine does not support '.waitForTaskToken' service integration"
        yield Problem(_SCHEMA, message, f"{path}/Resource")
    elif is_express and ".sync" in resource:
        message = "Express state machine does not support '.sync' service integration"
        yield Problem(_SCHEMA, message, f"{path}/Resource")


def _inner_machines(state: dict[str, Any], path: str, language: str, *, is_express: bool) -> Iterator[Problem]:
    language = state.get("QueryLanguage", language)
    if state["Type"] == "Map":
        name = "ItemProcessor" if "ItemProcessor" in state else "Iterator"
        if isinstance(state.get(name), dict):
            yield from _machine(state[name], f"{path}/{name}", language, is_express=is_express)
        else:
            yield Problem(_SCHEMA, "These fields are required: [ItemProcessor]", path)
    branches = state.get("Branches", [])
    if state["Type"] == "Parallel" and "Branches" in state and (not isinstance(branches, list) or not branches):
        yield Problem(_SCHEMA, "Value cannot be empty", f"{path}/Branches")
        return
    for number, branch in enumerate(branches):
        if isinstance(branch, dict):
            yield from _machine(branch, f"{path}/Branches[{number}]", language, is_express=is_express)


RULES = {("stepfunctions", "CreateStateMachine"): check, ("stepfunctions", "UpdateStateMachine"): check}
