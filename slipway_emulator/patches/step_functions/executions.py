"""Executions and state machines have the members and the errors of Step Functions, and the deletion repeats.

An execution shows whether it can be redriven. A machine has a revision after its first update, which the response to
the update has too. An ARN that isn't one is refused, and so is an input that isn't JSON:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api.snapshot.json

MiniStack's messages are its own, an input may be any text, and the first revision has an id.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Response]
_MISSING = re.compile(r"(State machine|Execution) (\S+) (?:not found|already exists)")
_EXISTING = re.compile(r"Execution already exists: '(\S+)'")
_NAMES = {"State machine": "State Machine", "Execution": "Execution"}
_REDRIVABLE = ("ABORTED", "FAILED", "TIMED_OUT")


def apply() -> None:
    """Wrap the operations."""
    for name in ("create", "describe", "update", "delete"):
        _wrap(f"_{name}_state_machine", _with_errors)
    for name in ("_start_execution", "_stop_execution", "_describe_execution", "_list_executions"):
        _wrap(name, _with_errors)
    for name in ("_get_execution_history", "_describe_state_machine_for_execution"):
        _wrap(name, _with_errors)
    _wrap("_start_execution", _checking_input)
    _wrap("_start_sync_execution", _checking_input)
    _wrap("_delete_state_machine", _repeatable)
    _wrap("_describe_state_machine", _shaping(_machine))
    _wrap("_describe_execution", _shaping(_redrivable))
    _wrap("_list_executions", _shaping(_counted))
    _wrap("_list_executions", _of_existing_machine)
    _wrap("_update_state_machine", _revised)


def _wrap(name: str, wrapper: Callable[[_Operation], _Operation]) -> None:
    operation = getattr(stepfunctions, name)
    setattr(stepfunctions, name, functools.wraps(operation)(wrapper(operation)))


def _with_errors(operation: _Operation) -> _Operation:
    def operate(data: _Json) -> Response:
        for name in ("executionArn", "stateMachineArn"):
            if (arn := data.get(name)) is not None and not str(arn).startswith("arn:"):
                return _error("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {arn}'")
        status, headers, body = operation(data)
        found = json.loads(body) if status != 200 else {}
        if existing := _EXISTING.fullmatch(found.get("message") or ""):
            return _error("ExecutionAlreadyExists", f"Execution Already Exists: '{existing[1]}'")
        if not (missing := _MISSING.fullmatch(found.get("message") or "")):
            return status, headers, body
        subject, message = missing[1], "Does Not Exist"
        arn = missing[2]
        if found["__type"].endswith("AlreadyExists"):
            arn, message = _arn(missing[2]), "Already Exists"
        return _error(found["__type"], f"{_NAMES[subject]} {message}: '{arn}'")

    return operate


def _arn(name: str) -> str:
    return next(str(arn) for arn, machine in stepfunctions._state_machines.items() if machine["name"] == name)


def _error(code: str, message: str) -> Response:
    return error_response_json(code, message, 400)


def _checking_input(start: _Operation) -> _Operation:
    def start_execution(data: _Json) -> Response:
        data = {name: value for name, value in data.items() if value is not None}
        text = data.get("input")
        if text is not None and (reason := _reason(text)):
            return _error("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{reason}'")
        return start(data)

    return start_execution


def _reason(text: str) -> str:
    """Return why a text isn't JSON, as the parser of AWS says it; empty if it is."""
    from slipway_emulator.validation.json_texts import parser_error  # noqa: PLC0415 - not needed by the start

    return parser_error(text) if text.strip() else "Invalid execution input."


def _repeatable(delete: _Operation) -> _Operation:
    def delete_machine(data: _Json) -> Response:
        response = delete(data)
        is_gone = response[0] != 200 and b"StateMachineDoesNotExist" in response[2]
        return json_response({}) if is_gone else response

    return delete_machine


def _shaping(shape: Callable[[_Json], None]) -> Callable[[_Operation], _Operation]:
    def wrap(operation: _Operation) -> _Operation:
        def operate(data: _Json) -> Response:
            status, headers, body = operation(data)
            if status != 200:
                return status, headers, body
            found = json.loads(body)
            shape(found)
            return status, headers, json.dumps(found).encode()

        return operate

    return wrap


def _machine(found: _Json) -> None:
    machine = stepfunctions._state_machines.get(found["stateMachineArn"])
    if machine and not machine.get("isRevised"):
        found.pop("revisionId", None)
    found.pop("isRevised", None)


def _revised(update: _Operation) -> _Operation:
    def update_machine(data: _Json) -> Response:
        machine = stepfunctions._state_machines.get(data.get("stateMachineArn")) or {}
        before = {name: value for name, value in machine.items() if name != "revisionId"}
        revision = machine.get("revisionId")
        status, headers, body = update(data)
        if status != 200:
            return status, headers, body
        if {name: value for name, value in machine.items() if name != "revisionId"} == before and machine.get(
            "isRevised"
        ):
            machine["revisionId"] = revision  # Nothing has changed.
        machine["isRevised"] = True
        found = {**json.loads(body), "revisionId": machine["revisionId"]}
        return status, headers, json.dumps(found).encode()

    return update_machine


def _redrivable(found: _Json) -> None:
    if found["status"] != "SUCCEEDED":  # It has no output.
        found.pop("output", None)
        found.pop("outputDetails", None)
    status, machine = found["status"], stepfunctions._state_machines.get(found["stateMachineArn"]) or {}
    if machine.get("type") == "EXPRESS":
        return
    found |= {"redriveCount": 0, "redriveStatus": "REDRIVABLE" if status in _REDRIVABLE else "NOT_REDRIVABLE"}
    if status not in _REDRIVABLE:
        found["redriveStatusReason"] = f"Execution is {status} and cannot be redriven"


def _counted(found: _Json) -> None:
    for execution in found["executions"]:
        execution["redriveCount"] = 0


def _of_existing_machine(list_executions: _Operation) -> _Operation:
    def list_all(data: _Json) -> Response:
        arn = data.get("stateMachineArn")
        if str(arn or "").startswith("arn:") and stepfunctions._resolve_state_machine_arn(arn) is None:
            return _error("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")
        return list_executions(data)

    return list_all
