"""EventBridge's errors have AWS's codes and messages, and its lists have pages.

RemovePermission refuses a statement that isn't there, and TestEventPattern an event without a required member:
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events_patterns.snapshot.json

MiniStack accepts both, and ignores ``Limit``.
"""

import base64
import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import eventbridge

from slipway_emulator.responses import error_response_json, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Any]
_REQUIRED = ("id", "account", "source", "time", "region", "detail-type")
_LISTS = {
    "_list_api_destinations": "ApiDestinations",
    "_list_archives": "Archives",
    "_list_connections": "Connections",
    "_list_event_buses": "EventBuses",
    "_list_replays": "Replays",
    "_list_targets_by_rule": "Targets",
}
_NO_BUS = {"already exists": "already exists.", "not found": "does not exist."}


def apply() -> None:
    """Wrap the operations, and the function that writes an error."""
    for name, member in _LISTS.items():
        setattr(eventbridge, name, _paged(getattr(eventbridge, name), member))
    remove, test = eventbridge._remove_permission, eventbridge._test_event_pattern

    @functools.wraps(remove)
    def remove_permission(data: _Json) -> object:
        bus, statement = data.get("EventBusName", "default"), data.get("StatementId")
        statements = eventbridge._event_bus_policies.get(bus, {}).get("Statement", [])
        if not data.get("RemoveAllPermissions") and statement not in [each.get("Sid") for each in statements]:
            return error_response_json(
                "ResourceNotFoundException", "Statement with the provided id does not exist.", 400
            )
        return remove(data)

    @functools.wraps(test)
    def test_event_pattern(data: _Json) -> object:
        if not _is_event(data["Event"]):
            return error_response_json("ValidationException", "Parameter Event is not valid.", 400)
        return test(data)

    eventbridge._remove_permission = remove_permission
    eventbridge._test_event_pattern = test_event_pattern
    eventbridge.error_response_json = _as_aws(eventbridge.error_response_json)


def _is_event(text: str) -> bool:
    try:
        event = json.loads(text)
    except ValueError:
        return False
    return isinstance(event, dict) and all(name in event for name in _REQUIRED)


def _as_aws(write: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(write)
    def error_response(code: str, message: str, *args: object, **options: object) -> object:
        for end, wanted in _NO_BUS.items():
            if message.startswith("Event bus ") and message.endswith(end):
                message = message.removesuffix(end) + wanted
        return write(code, message, *args, **options)

    return error_response


def _paged(operation: _Operation, member: str) -> _Operation:
    @functools.wraps(operation)
    def page(data: _Json) -> object:
        response = operation(data)
        if response[0] != 200:
            return response
        body = json.loads(response[2])
        start = int(base64.b64decode(data["NextToken"])) if data.get("NextToken") else 0
        end = start + data.get("Limit", 100)
        if len(body[member]) > end:
            body["NextToken"] = base64.b64encode(str(end).encode()).decode()
        body[member] = body[member][start:end]
        return json_response(body)

    return page
