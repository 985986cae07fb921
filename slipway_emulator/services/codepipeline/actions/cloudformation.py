"""The action type Deploy/AWS/CloudFormation: creates, updates or deletes a stack, directly or by a change set.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
"""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from slipway_emulator.services.boto_sessions import Client
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts, cloudformation_input
from slipway_emulator.services.codepipeline.configuration_values import CLOUDFORMATION_MODES

_POLL_INTERVAL = 0.5  # seconds
# Statuses of a stack after a failure, after which REPLACE_ON_FAILURE deletes it first.
_REPLACED = ("CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED")
_SUCCEEDED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_NO_CHANGES = re.compile(r"didn't contain changes|no updates are", re.IGNORECASE)

_Stack = dict[str, Any]


def run(context: ActionContext) -> ActionResult:
    """Run the action's mode, and return when the stack or the change set is complete.

    Raises:
        ActionError: ``ConfigurationError``: the configuration or a file of an artifact is invalid; ``JobFailed``: the
            stack or the change set failed, or the action was stopped.
        ClientError: CloudFormation rejects the request, or the role isn't authorized.
    """
    artifacts.reject_unknown_keys(context, "cloudformation")
    mode = context.configuration["ActionMode"]
    if mode not in _MODES:
        raise ActionError("ConfigurationError", f"ActionMode must be one of {', '.join(_MODES)}, not {mode}")
    if missing := [name for name in CLOUDFORMATION_MODES[mode] if not context.configuration.get(name)]:
        raise ActionError("ConfigurationError", f"ActionMode {mode} requires {', '.join(missing)}")
    stack = _MODES[mode](context, artifacts.client(context, "cloudformation"))
    if stack is None:
        return ActionResult()
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if context.outputs and (name := context.configuration.get("OutputFileName")):
        artifacts.store(context, context.outputs[0], _zipped(name, outputs))
    return ActionResult(variables={"StackId": stack["StackId"], **outputs}, external_execution_id=stack["StackId"])


def _create_or_update(context: ActionContext, client: Client) -> _Stack:
    request = cloudformation_input.request(context)
    existing = _find(client, context.configuration["StackName"])
    if existing is None:
        return _wait(context, client, client.create_stack(**request)["StackId"])
    try:
        client.update_stack(**request)
    except ClientError as error:
        if not _NO_CHANGES.search(str(error)):
            raise
        return existing
    return _wait(context, client, existing["StackId"])


def _replace_on_failure(context: ActionContext, client: Client) -> _Stack:
    existing = _find(client, context.configuration["StackName"])
    if existing and existing["StackStatus"] in _REPLACED:
        _delete(context, client)
    return _create_or_update(context, client)


def _delete(context: ActionContext, client: Client) -> None:
    existing = _find(client, context.configuration["StackName"])
    if existing is None:
        return
    cloudformation_input.check_role(context)
    client.delete_stack(StackName=existing["StackId"], RoleARN=context.configuration["RoleArn"])
    _wait(context, client, existing["StackId"], ("DELETE_COMPLETE",))


def _replace_change_set(context: ActionContext, client: Client) -> _Stack | None:
    request = cloudformation_input.request(context)
    names = _change_set(context)
    existing = _find(client, names["StackName"])
    if existing:
        client.delete_change_set(**names)  # succeeds if there is none
    is_new = existing is None or existing["StackStatus"] == "REVIEW_IN_PROGRESS"
    client.create_change_set(**(request | names), ChangeSetType="CREATE" if is_new else "UPDATE")
    change_set = _wait_for_change_set(context, client)
    if change_set["Status"] == "FAILED" and not _has_no_changes(change_set):
        raise ActionError("JobFailed", f"The change set failed: {change_set.get('StatusReason')}")
    context.report(summary=f"{len(change_set.get('Changes', []))} changes")
    return _find(client, names["StackName"])


def _execute_change_set(context: ActionContext, client: Client) -> _Stack | None:
    names = _change_set(context)
    change_set = client.describe_change_set(**names)
    if _has_no_changes(change_set):
        context.report(summary="The change set has no changes")
        return _find(client, names["StackName"])
    client.execute_change_set(**names)
    return _wait(context, client, change_set["StackId"])


# By ActionMode: the function, which returns the stack or None.
_MODES: dict[str, Callable[[ActionContext, Client], _Stack | None]] = {
    "CHANGE_SET_EXECUTE": _execute_change_set,
    "CHANGE_SET_REPLACE": _replace_change_set,
    "CREATE_UPDATE": _create_or_update,
    "DELETE_ONLY": _delete,
    "REPLACE_ON_FAILURE": _replace_on_failure,
}


def _change_set(context: ActionContext) -> dict[str, str]:
    return {name: context.configuration[name] for name in ("StackName", "ChangeSetName")}


def _has_no_changes(change_set: _Stack) -> bool:
    return change_set["Status"] == "FAILED" and bool(_NO_CHANGES.search(change_set.get("StatusReason", "")))


def _find(client: Client, name: str) -> _Stack | None:
    """Return a stack by its name or id; None if it doesn't exist."""
    try:
        stack: _Stack = client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return stack


def _wait(context: ActionContext, client: Client, stack_id: str, succeeded: tuple[str, ...] = _SUCCEEDED) -> _Stack:
    context.report(external_execution_id=stack_id)
    while True:
        stack = client.describe_stacks(StackName=stack_id)["Stacks"][0]
        status = stack["StackStatus"]
        if status in succeeded:
            return dict(stack)
        if not status.endswith("_IN_PROGRESS"):
            reason = stack.get("StackStatusReason") or "see the stack's events"
            raise ActionError("JobFailed", f"The stack {stack['StackName']} is {status}: {reason}")
        _pause(context)


def _wait_for_change_set(context: ActionContext, client: Client) -> _Stack:
    while True:
        change_set = client.describe_change_set(**_change_set(context))
        if change_set["Status"] in ("CREATE_COMPLETE", "FAILED"):
            return dict(change_set)
        _pause(context)


def _pause(context: ActionContext) -> None:
    if context.cancelled.wait(_POLL_INTERVAL):
        raise ActionError("JobFailed", "The action was stopped: CloudFormation continues")


def _zipped(name: str, outputs: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, json.dumps(outputs))
    return buffer.getvalue()
