"""An operation on a change set refuses what CloudFormation refuses: a missing stack, a name alone, one not to execute.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.py
https://github.com/aws/amazon-chime-sdk-js/issues/1089

MiniStack finds a change set by its name alone, says ChangeSetNotFound for a stack that doesn't exist, and has texts of
another form.
"""

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import changesets, handlers, helpers

from slipway_emulator.responses import Response

_Parameters = dict[str, Any]
_Operation = Callable[[_Parameters], Response]
_NAME_ALONE = "StackName must be specified if ChangeSetName is not specified as an ARN."
# Of these statuses a stack may be created by a change set.
_CREATABLE = ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE")


def apply() -> None:
    """Wrap the operations."""
    operations = handlers._ACTION_HANDLERS
    operations["ExecuteChangeSet"] = _executing(operations["ExecuteChangeSet"])
    for name in ("DeleteChangeSet", "DescribeChangeSet", "ExecuteChangeSet"):
        operations[name] = _of_a_stack(operations[name])
    operations["CreateChangeSet"] = _creating(operations["CreateChangeSet"])


def _of_a_stack(operation: _Operation) -> _Operation:
    def operate(parameters: _Parameters) -> Response:
        change_set, name = handlers._p(parameters, "ChangeSetName"), handlers._p(parameters, "StackName")
        if change_set.startswith("arn:"):
            return operation(parameters)
        if not name:
            return _refusal(_NAME_ALONE)
        stack = handlers._resolve_stack(name)
        if stack is None or (stack["StackStatus"] == "DELETE_COMPLETE" and name != stack["StackId"]):
            return _refusal(f"Stack [{name}] does not exist")
        return operation({**parameters, "StackName": [stack["StackName"]]})

    return operate


def _executing(execute: _Operation) -> _Operation:
    def execute_change_set(parameters: _Parameters) -> Response:
        names = (handlers._p(parameters, name) for name in ("ChangeSetName", "StackName"))
        arn, change_set = changesets._find_change_set(*names)
        if change_set is None or change_set["ExecutionStatus"] == "AVAILABLE":
            return execute(parameters)
        status = f"execution status of [{change_set['ExecutionStatus']}]"
        if change_set["Status"] != "CREATE_COMPLETE":
            status = f"status of [{change_set['Status']}]"
        return _refusal(f"ChangeSet [{arn}] cannot be executed in its current {status}", "InvalidChangeSetStatus")

    return execute_change_set


def _creating(create: _Operation) -> _Operation:
    def create_change_set(parameters: _Parameters) -> Response:
        name, change_set = (handlers._p(parameters, key) for key in ("StackName", "ChangeSetName"))
        stack = handlers._resolve_stack(name)
        is_new = handlers._p(parameters, "ChangeSetType", "UPDATE") == "CREATE"
        if is_new and stack and (stack["StackStatus"] not in _CREATABLE or _is_gone(stack, name)):
            return _refusal(
                f"Stack [{name}] already exists and cannot be created again with the changeSet [{change_set}]."
            )
        return create(parameters)

    return create_change_set


def _is_gone(stack: dict[str, Any], name: str) -> bool:
    """Return whether a stack was deleted, and is named by its id, which no other stack can have."""
    return (stack["StackStatus"], stack["StackId"]) == ("DELETE_COMPLETE", name)


def _refusal(message: str, code: str = "ValidationError") -> Response:
    response: Response = helpers._error(code, message)
    return response
