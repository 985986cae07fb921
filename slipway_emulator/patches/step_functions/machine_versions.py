"""An execution names the version and the alias that it was started with, and versions have AWS's refusals.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html
"You can only set the description if the publish parameter is set to true":
https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
DescribeStateMachineForExecution has the settings for logs and traces, and the variables of each state:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_aliasing.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_versioning.snapshot.json

MiniStack forgets the alias, lists the newest alias first, tags versions, and takes a description without a version.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.responses import Response, error_response_json

_Json = dict[str, Any]
_Operation = Callable[[_Json], Response]
_OK = 200
_SHARED = ("loggingConfiguration", "tracingConfiguration", "variableReferences")
_EXISTING = "Failed to create alias because an alias with the same name and a different routing configuration"


def apply() -> None:
    """Wrap the operations."""
    for name, wrapper in {
        "create_state_machine": _describing_versions_only,
        "create_state_machine_alias": _of_versions,
        "describe_execution": _naming_started,
        "describe_state_machine_for_execution": _with_settings,
        "list_executions": _naming_listed,
        "list_state_machine_aliases": _oldest_first,
        "publish_state_machine_version": _of_existing,
        "start_execution": _remembering,
        "tag_resource": _not_of_versions,
    }.items():
        operation = getattr(stepfunctions, f"_{name}")
        setattr(stepfunctions, f"_{name}", functools.wraps(operation)(wrapper(operation)))


def _refused(code: str, message: str) -> Response:
    return error_response_json(code, message, 400)


def _shaped(response: Response, shape: Callable[[_Json], None]) -> Response:
    status, headers, body = response
    if status != _OK:
        return response
    found = json.loads(body)
    shape(found)
    return status, headers, json.dumps(found).encode()


def _remembering(start: _Operation) -> _Operation:
    def start_execution(data: _Json) -> Response:
        response = start(data)
        arn = data.get("stateMachineArn", "")
        if response[0] == _OK and (version := stepfunctions._execution_version_arn(arn)):
            names = {"stateMachineVersionArn": version}
            if version != arn:
                names["stateMachineAliasArn"] = arn
            stepfunctions._executions[json.loads(response[2])["executionArn"]]["startedWith"] = names
        return response

    return start_execution


def _name_started(found: _Json) -> None:
    found |= stepfunctions._executions[found["executionArn"]].get("startedWith", {})


def _naming_started(describe: _Operation) -> _Operation:
    return lambda data: _shaped(describe(data), _name_started)


def _naming_listed(list_executions: _Operation) -> _Operation:
    def name_all(found: _Json) -> None:
        for execution in found["executions"]:
            _name_started(execution)

    return lambda data: _shaped(list_executions(data), name_all)


def _with_settings(describe: _Operation) -> _Operation:
    def add_settings(found: _Json) -> None:
        _, _, body = stepfunctions._describe_state_machine({"stateMachineArn": found["stateMachineArn"]})
        machine = json.loads(body)
        found |= {name: machine[name] for name in _SHARED if name in machine}

    return lambda data: _shaped(describe(data), add_settings)


def _oldest_first(list_aliases: _Operation) -> _Operation:
    def list_all(data: _Json) -> Response:
        limit = data.get("maxResults")

        def order(found: _Json) -> None:
            aliases = found["stateMachineAliases"]
            aliases.sort(
                key=lambda alias: list(stepfunctions._state_machine_aliases).index(alias["stateMachineAliasArn"])
            )
            found["stateMachineAliases"] = aliases[:limit]

        return _shaped(list_aliases({name: value for name, value in data.items() if name != "maxResults"}), order)

    return list_all


def _of_versions(create: _Operation) -> _Operation:
    def create_alias(data: _Json) -> Response:
        routing = data.get("routingConfiguration") or []
        arns = [one.get("stateMachineVersionArn") for one in routing if isinstance(one, dict)]
        if any(arn in stepfunctions._state_machines for arn in arns):
            required = "Routing configuration must contain state machine version ARNs."
            return _refused("ValidationException", f"{required} Received: [{', '.join(map(str, arns))}]")
        alias = f"{str(arns[0]).rpartition(':')[0]}:{data.get('name')}" if arns else ""
        existing = stepfunctions._state_machine_aliases.get(alias)
        if not existing:
            return create(data)
        same = (existing.get("routingConfiguration"), existing.get("description", ""))
        if same != (routing, data.get("description", "")):
            return _refused("ConflictException", f"{_EXISTING} already exists.")
        found = {name: existing[name] for name in ("stateMachineAliasArn", "creationDate")}
        return _OK, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(found).encode()

    return create_alias


def _of_existing(publish: _Operation) -> _Operation:
    def publish_version(data: _Json) -> Response:
        arn = data.get("stateMachineArn")
        if arn not in stepfunctions._state_machines:
            return _refused("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")
        return publish(data)

    return publish_version


def _describing_versions_only(create: _Operation) -> _Operation:
    def create_machine(data: _Json) -> Response:
        if data.get("versionDescription") and not data.get("publish"):
            return _refused("ValidationException", "Version description can only be set when publish is true")
        return create(data)

    return create_machine


def _not_of_versions(tag: _Operation) -> _Operation:
    def tag_resource(data: _Json) -> Response:
        arn = data.get("resourceArn")
        if arn in stepfunctions._state_machine_versions:
            return _refused("ResourceNotFound", f"Resource not found: '{arn}'")
        return tag(data)

    return tag_resource
