"""The events of a stack are those of CloudFormation: of each resource that is created, replaced or removed, in order.

A resource that an update adds is created. The start of a creation has a second event, with the physical id. After its
changes an update cleans up: it deletes what it has replaced or removed. An operation starts for the reason
``User Initiated``. No two events of a stack have one time:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_sets.snapshot.json

MiniStack's update has UPDATE events of new resources and none of deletions, and several events in one millisecond.
"""

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks

_Event = dict[str, Any]
_Add = Callable[..., None]
_STACK = "AWS::CloudFormation::Stack"
_REPLACES = "Requested update requires the creation of a new physical resource"
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_STARTS = ("CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "REVIEW_IN_PROGRESS", "UPDATE_IN_PROGRESS")
_CREATING, _UPDATING = "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"
_CLEANUP = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"


def apply() -> None:
    """Wrap the function that records an event in each module that has imported it, and the deletion of a resource."""
    recording = _recording(stacks._add_event)
    changesets._add_event = handlers._add_event = stacks._add_event = recording
    stacks._delete_resource = _deleting(stacks._delete_resource, recording)


def _recording(record: Callable[..., None]) -> Callable[..., None]:
    """Return the function that records an event, and those that CloudFormation has before it."""

    @functools.wraps(record)
    def record_event(
        stack_id: str, stack: str, resource: str, kind: str, status: str, *rest: str, **named: str
    ) -> None:
        event = dict(zip(("reason", "physical_id", "detailed_status"), rest, strict=False)) | named

        def add(status: str, **changed: str) -> None:
            record(stack_id, stack, resource, kind, status, **(event | changed))
            _spread(cloudformation._stack_events[stack_id])

        events = cloudformation._stack_events.get(stack_id, [])
        last: _Event = next((old for old in reversed(events) if old["LogicalResourceId"] == resource), {})
        if kind == _STACK and resource == stack:
            _add_of_stack(add, last, status, {"physical_id": stack_id} | event)
            return
        known = cloudformation._stacks.get(stack, {}).get("_resources", {}).get(resource)
        is_update = status == _UPDATING and last.get("ResourceStatus") == _UPDATING
        if is_update and event.get("reason", "").startswith(_REPLACES):
            last["ResourceStatusReason"] = event["reason"]
        elif status == _UPDATING and not event.get("physical_id"):
            _start(add, known, cloudformation._stack_events[stack_id])
        elif status == "UPDATE_COMPLETE" and known and _is_unchanged(last, known, stack):
            events.remove(last)
            known |= {name: last["_before"][name] for name in ("ResourceStatus", "Timestamp")}
        else:
            last.pop("_before", None)
            _continue(add, last, known, status, event.get("physical_id", ""))

    return record_event


def _add_of_stack(add: _Add, last: _Event, status: str, event: dict[str, str]) -> None:
    if status == "UPDATE_COMPLETE" and last.get("ResourceStatus") != _CLEANUP:
        add(_CLEANUP, **event)
    reason = event.get("reason") or ("User Initiated" if status in _STARTS else "")
    add(status, **(event | {"reason": reason}))


def _start(add: _Add, known: _Event | None, events: list[_Event]) -> None:
    """Start an update: of the resource that the stack has, or else its creation."""
    if known is None:
        add(_CREATING)
    else:
        add(_UPDATING, physical_id=known["PhysicalResourceId"])
        events[-1]["_before"] = known


def _is_unchanged(last: _Event, known: _Event, stack: str) -> bool:
    """Return whether an update, which MiniStack does of each resource, has left this one as it was.

    A nested stack is always updated, and tags of the stack may have changed.
    """
    before = last.get("_before")
    if before is None or known["ResourceType"] == _STACK or cloudformation._stacks[stack].get("Tags"):
        return False
    return all(before.get(name) == known.get(name) for name in ("PhysicalResourceId", "Properties"))


def _continue(add: _Add, last: _Event, known: _Event | None, status: str, physical_id: str) -> None:
    """Record what follows the start: of a resource that an update adds, the end of its creation."""
    began, outcome = last.get("ResourceStatus", ""), status.partition("_")[2]
    if began == "CREATE_IN_PROGRESS" and status.startswith("UPDATE_"):
        status = f"CREATE_{outcome}"
        if known is not None:
            known["ResourceStatus"] = status
    is_new = began in (_CREATING, _UPDATING) and last.get("PhysicalResourceId") != physical_id
    if is_new and status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        add(began, reason="Resource creation Initiated")
    add(status)


def _spread(events: list[_Event]) -> None:
    """Give the last event a time after that of the one before it."""
    times = [event["Timestamp"] for event in events[-2:]]
    if len(times) > 1 and times[1] <= times[0]:
        later = datetime.strptime(times[0], _TIME).replace(tzinfo=UTC) + timedelta(milliseconds=1)
        events[-1]["Timestamp"] = later.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _deleting(delete: Callable[..., None], record: Callable[..., None]) -> Callable[..., None]:
    """Return the function that deletes a resource; in an update the stack cleans up then, with an event of each."""

    @functools.wraps(delete)
    def delete_resource(kind: str, physical_id: str, properties: _Event, name: str = "", resource: str = "") -> None:
        stack = cloudformation._stacks.get(name)
        if stack is None or stack["StackStatus"] not in (_UPDATING, _CLEANUP):
            delete(kind, physical_id, properties, name, resource)
            return
        if stack["StackStatus"] != _CLEANUP:
            stack["StackStatus"] = _CLEANUP
            record(stack["StackId"], name, name, _STACK, _CLEANUP)
        event = (stack["StackId"], name, resource, kind)
        record(*event, "DELETE_IN_PROGRESS", physical_id=physical_id)
        delete(kind, physical_id, properties, name, resource)
        record(*event, "DELETE_COMPLETE", physical_id=physical_id)

    return delete_resource
