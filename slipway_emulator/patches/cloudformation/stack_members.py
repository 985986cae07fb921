"""DescribeStacks returns the members of CloudFormation: topics, the rollback configuration, and the last change set.

Empty texts, outputs, parameters and capabilities aren't returned, nor the time of an update before there is one. A
deleted stack has the time of its deletion, and a parameter that names one of Systems Manager its resolved value:
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_sets.snapshot.json

MiniStack returns empty texts, and neither topics nor a change set.
"""

import functools
import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers

from slipway_emulator.responses import Response

_Parameters = dict[str, Any]
_Operation = Callable[[_Parameters], Response]
_EMPTY = re.compile(r"<(StackStatusReason|Description|Capabilities|Parameters|Outputs)></\1>")
_STACK = re.compile(r"<StackId>(.*?)</StackId>.*?</member>(?=<member><StackName>|</Stacks>)", re.DOTALL)
_PROTECTION = re.compile(r"<EnableTerminationProtection>.*?</EnableTerminationProtection>")
_UPDATED = re.compile(r"<LastUpdatedTime>.*?</LastUpdatedTime>")


def apply() -> None:
    """Wrap DescribeStacks, and ExecuteChangeSet, which names the change set in the stack."""
    operations = handlers._ACTION_HANDLERS
    operations["DescribeStacks"] = _shaping(operations["DescribeStacks"])
    operations["ExecuteChangeSet"] = _naming(operations["ExecuteChangeSet"])


def _naming(execute: _Operation) -> _Operation:
    @functools.wraps(execute)
    def execute_change_set(parameters: _Parameters) -> Response:
        names = (handlers._p(parameters, name) for name in ("ChangeSetName", "StackName"))
        arn, change_set = changesets._find_change_set(*names)
        response = execute(parameters)
        if change_set is not None and response[0] == 200:
            cloudformation._stacks[change_set["StackName"]]["ChangeSetId"] = arn
        return response

    return execute_change_set


def _shaping(describe: _Operation) -> _Operation:
    @functools.wraps(describe)
    def describe_stacks(parameters: _Parameters) -> Response:
        status, headers, body = describe(parameters)
        if status != 200:
            return status, headers, body
        stacks = {stack["StackId"]: stack for stack in cloudformation._stacks.values()}
        text = _STACK.sub(lambda found: _shaped(found[0], stacks[found[1]]), _EMPTY.sub("", body.decode()))
        return status, headers, text.encode()

    return describe_stacks


def _shaped(text: str, stack: dict[str, Any]) -> str:
    """Return the members of one stack, from its id on."""
    status, added = stack["StackStatus"], ["<NotificationARNs/><RollbackConfiguration/>"]
    if status == "DELETE_COMPLETE":
        added += [f"<DeletionTime>{cloudformation._stack_events[stack['StackId']][-1]['Timestamp']}</DeletionTime>"]
        text = _PROTECTION.sub("", text)
    elif "ChangeSetId" in stack:
        added += [f"<ChangeSetId>{stack['ChangeSetId']}</ChangeSetId>"]
    if status == "REVIEW_IN_PROGRESS":
        added += ["<StackStatusReason>User Initiated</StackStatusReason>"]
    if status == "REVIEW_IN_PROGRESS" or (status.startswith("CREATE_") and "ChangeSetId" not in stack):
        text = _UPDATED.sub("", text)
    for name, parameter in stack.get("_resolved_params", {}).items():
        if "SsmName" in parameter:
            text = _resolved(text, name, parameter)
    return text.replace("</StackId>", f"</StackId>{''.join(added)}", 1)


def _resolved(text: str, name: str, parameter: dict[str, Any]) -> str:
    """Return the members with the name of a parameter of Systems Manager, and its value."""
    key, value = f"<ParameterKey>{name}</ParameterKey>", escape(str(parameter["Value"]))
    named = (
        f"{key}<ParameterValue>{escape(parameter['SsmName'])}</ParameterValue><ResolvedValue>{value}</ResolvedValue>"
    )
    return text.replace(f"{key}<ParameterValue>{value}</ParameterValue>", named)
