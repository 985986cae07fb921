"""The name of a change set is free again once it has been executed, and change sets of a new stack share the stack.

An executed change set is described by its ARN, and isn't listed, since ListChangeSets returns the active ones:
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html
Change sets of type CREATE that are created before the first is executed have one stack in REVIEW_IN_PROGRESS, and
``StackName`` may be the stack's id:
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json
A test that creates two change sets with one name, one after the other:
https://github.com/localstack/localstack/blob/8b9a79f/localstack-core/localstack/testing/pytest/cloudformation/fixtures.py

MiniStack refuses the second name, refuses the id of a stack in REVIEW_IN_PROGRESS, and gives each change set of type
CREATE another stack with the same name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers

from slipway_emulator.responses import Response

_Parameters = dict[str, Any]
_Operation = Callable[[_Parameters], Response]
_ChangeSet = dict[str, Any]


def apply() -> None:
    """Replace the search for a change set, and wrap the two operations."""
    changesets._find_change_set = _find
    operations = handlers._ACTION_HANDLERS
    operations["CreateChangeSet"] = _creating(operations["CreateChangeSet"])
    operations["ListChangeSets"] = _listing(operations["ListChangeSets"])


def is_executed(change_set: _ChangeSet) -> bool:
    """Return whether the execution of a change set has started."""
    return str(change_set["ExecutionStatus"]).startswith("EXECUTE_")


def _find(name: str, stack: str = "") -> tuple[str, _ChangeSet] | tuple[None, None]:
    """Return a change set by its ARN, or by its name and the name or id of its stack: an executed one last."""
    found = cloudformation._change_sets.get(name)
    if found:
        return name, found
    newest_first = reversed(list(cloudformation._change_sets.values()))
    for candidate in sorted(newest_first, key=is_executed):
        if candidate["ChangeSetName"] == name and stack in ("", candidate["StackName"], candidate["StackId"]):
            return candidate["ChangeSetId"], candidate
    return None, None


def _creating(create: _Operation) -> _Operation:
    def create_change_set(parameters: _Parameters) -> Response:
        stack = handlers._resolve_stack(handlers._p(parameters, "StackName"))
        if stack is None or stack["StackStatus"] == "DELETE_COMPLETE":
            return create(parameters)
        named = {**parameters, "StackName": [stack["StackName"]]}
        with _without_executed():
            if stack["StackStatus"] == "REVIEW_IN_PROGRESS":
                return _in_review(create, named, stack)
            return create(named)

    return create_change_set


def _in_review(create: _Operation, parameters: _Parameters, stack: dict[str, Any]) -> Response:
    """Return the response, after the stack that MiniStack has created is replaced by the one that is there."""
    known = set(cloudformation._change_sets)
    status, headers, body = create(parameters)
    created = cloudformation._stacks.get(stack["StackName"], stack)["StackId"]
    cloudformation._stacks[stack["StackName"]] = stack
    if created != stack["StackId"]:
        cloudformation._stack_events.pop(created, None)
    for arn in set(cloudformation._change_sets) - known:
        cloudformation._change_sets[arn]["StackId"] = stack["StackId"]
    return status, headers, body.replace(created.encode(), stack["StackId"].encode())


def _listing(list_change_sets: _Operation) -> _Operation:
    def list_active(parameters: _Parameters) -> Response:
        stack = handlers._resolve_stack(handlers._p(parameters, "StackName"))
        named = {**parameters, "StackName": [stack["StackName"]]} if stack else parameters
        with _without_executed():
            return list_change_sets(named)

    return list_active


@contextmanager
def _without_executed() -> Iterator[None]:
    """Hide executed change sets from MiniStack, whose operations look at all; none waits, so no other call runs."""
    change_sets = cloudformation._change_sets
    hidden = {arn: change_set for arn, change_set in change_sets.items() if is_executed(change_set)}
    for arn in hidden:
        del change_sets[arn]
    try:
        yield
    finally:
        for arn, change_set in hidden.items():
            change_sets[arn] = change_set
