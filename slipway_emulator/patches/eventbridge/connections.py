"""The ARNs of connections and API destinations end with an id, which CreateApiDestination requires.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html

MiniStack's ARNs have no id, so no API destination could be created. It finds a connection by the end of its ARN.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import eventbridge

from slipway_emulator.responses import json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Any]
_PARTS = 3  # connection, its name, its id


def apply() -> None:
    """Wrap the operations that return ARNs or take them."""
    eventbridge._create_connection = _with_id(eventbridge._create_connection, "ConnectionArn", "_connections")
    create = _with_id(eventbridge._create_api_destination, "ApiDestinationArn", "_api_destinations")
    eventbridge._create_api_destination = _by_name(create)
    eventbridge._update_api_destination = _by_name(eventbridge._update_api_destination)
    for name in ("_describe_api_destination", "_list_api_destinations"):
        setattr(eventbridge, name, _with_connections(getattr(eventbridge, name)))


def _with_id(create: _Operation, member: str, store: str) -> _Operation:
    @functools.wraps(create)
    def created(data: _Json) -> object:
        response = create(data)
        if response[0] != 200:
            return response
        record = getattr(eventbridge, store)[data["Name"]]
        record[member] = f"{record[member]}/{new_uuid()}"
        return json_response({**json.loads(response[2]), member: record[member]})

    return created


def _by_name(operation: _Operation) -> _Operation:
    """Give an operation the ARN of a connection without its id."""

    @functools.wraps(operation)
    def called(data: _Json) -> object:
        parts = data.get("ConnectionArn", "").split("/")
        return operation({**data, "ConnectionArn": "/".join(parts[:2])} if len(parts) == _PARTS else data)

    return called


def _with_connections(operation: _Operation) -> _Operation:
    """Return the full ARNs of connections."""

    @functools.wraps(operation)
    def found(data: _Json) -> object:
        response = operation(data)
        if response[0] != 200:
            return response
        body = json.loads(response[2])
        for each in body.get("ApiDestinations", [body]):
            connection = eventbridge._connections.get(each["ConnectionArn"].rpartition("/")[2])
            if connection:
                each["ConnectionArn"] = connection["ConnectionArn"]
        return json_response(body)

    return found
