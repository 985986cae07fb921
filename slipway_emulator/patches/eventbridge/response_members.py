"""Buses and replays have the members that EventBridge returns, and replays, archives and tags its refusals.

A bus has a description if it was given one, also in the response to its creation. A replay has the times of its events
and of its end:
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Replay.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_archive_and_replay.snapshot.json

MiniStack returns an empty description and a part of the times, and its messages are its own.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import eventbridge

from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Response]
_TIMES = ("EventStartTime", "EventEndTime", "ReplayEndTime")
_BUS = ":event-bus/"
_RULE = ":rule/"


def apply() -> None:
    """Wrap the operations."""
    for name in ("_describe_event_bus", "_list_event_buses"):
        _wrap(name, _without_empty_description)
    _wrap("_create_event_bus", _with_description)
    _wrap("_list_replays", _with_times)
    _wrap("_start_replay", _checking_replay)
    _wrap("_list_archives", _checking_source)
    _wrap("_list_tags_for_resource", _naming_the_missing)


def _wrap(name: str, wrapper: Callable[[_Operation], _Operation]) -> None:
    operation = getattr(eventbridge, name)
    setattr(eventbridge, name, functools.wraps(operation)(wrapper(operation)))


def _without_empty_description(operation: _Operation) -> _Operation:
    def operate(data: _Json) -> Response:
        status, headers, body = operation(data)
        found = json.loads(body)
        for bus in found.get("EventBuses", [found]):
            if not bus.get("Description"):
                bus.pop("Description", None)
        return status, headers, json.dumps(found).encode()

    return operate


def _with_description(create: _Operation) -> _Operation:
    def create_event_bus(data: _Json) -> Response:
        response = create(data)
        if response[0] != 200 or not data.get("Description"):
            return response
        return json_response({**json.loads(response[2]), "Description": data["Description"]})

    return create_event_bus


def _with_times(list_all: _Operation) -> _Operation:
    def list_replays(data: _Json) -> Response:
        status, headers, body = list_all(data)
        found = json.loads(body)
        for replay in found.get("Replays", []):
            stored = eventbridge._replays[replay["ReplayName"]]
            replay |= {name: stored[name] for name in _TIMES if stored.get(name)}
        return status, headers, json.dumps(found).encode()

    return list_replays


def _checking_replay(start: _Operation) -> _Operation:
    def start_replay(data: _Json) -> Response:
        destination = (data.get("Destination") or {}).get("Arn") or ""
        archive = data.get("EventSourceArn", "").rpartition(":archive/")[2]
        if missing := _missing_bus(destination):
            return missing
        if archive not in eventbridge._archives:
            reason = f"Archive {archive} does not exist."
            return _error("ValidationException", f"Parameter EventSourceArn is not valid. Reason: {reason}")
        if destination != eventbridge._archives[archive].get("EventSourceArn"):
            reason = "Cross event bus replay is not permitted."
            return _error("ValidationException", f"Parameter Destination.Arn is not valid. Reason: {reason}")
        return start(data)

    return start_replay


def _checking_source(list_all: _Operation) -> _Operation:
    def list_archives(data: _Json) -> Response:
        return _missing_bus(data.get("EventSourceArn") or "") or list_all(data)

    return list_archives


def _naming_the_missing(list_tags: _Operation) -> _Operation:
    def list_tags_for_resource(data: _Json) -> Response:
        response = list_tags(data)
        if response[0] == 200:
            return response
        arn = data.get("ResourceARN", "")
        bus, _, rule = arn.rpartition(_RULE)[2].rpartition("/") if _RULE in arn else ("", "", "")
        missing = f"Rule {rule} does not exist on EventBus {bus or 'default'}."
        return _error("ResourceNotFoundException", missing) if rule else _missing_bus(arn) or response

    return list_tags_for_resource


def _missing_bus(arn: str) -> Response | None:
    """Return the refusal of the ARN of a bus that isn't there; None for all others."""
    name = arn.rpartition(_BUS)[2] if _BUS in arn else ""
    if not name or name in eventbridge._event_buses:
        return None
    return _error("ResourceNotFoundException", f"Event bus {name} does not exist.")


def _error(code: str, message: str) -> Response:
    return error_response_json(code, message, 400)
