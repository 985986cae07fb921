"""The response to the creation of a table has the status CREATING, and to an update UPDATING, also for its indexes.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html

MiniStack's response has the status ACTIVE. Here the change is complete when the response arrives, so that a program
that doesn't wait for the table sees in the status that it must on AWS.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

_Json = dict[str, Any]
_Operation = Callable[[_Json], Any]


def apply() -> None:
    """Wrap the operations."""
    dynamodb._create_table = _in_state(dynamodb._create_table, "CREATING")
    dynamodb._update_table = _in_state(dynamodb._update_table, "UPDATING")


def _in_state(operation: _Operation, state: str) -> _Operation:
    @functools.wraps(operation)
    def operate(request: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        status, headers, body = operation(request)
        found = json.loads(body)
        if "TableDescription" not in found:
            return status, headers, body
        table, created = found["TableDescription"], _created_indexes(request)
        table["TableStatus"] = state
        for index in table.get("GlobalSecondaryIndexes") or []:
            if index["IndexName"] in created:
                index["IndexStatus"] = "CREATING"
        return status, headers, json.dumps(found).encode()

    return operate


def _created_indexes(request: _Json) -> set[str]:
    updates = [update.get("Create") for update in request.get("GlobalSecondaryIndexUpdates") or []]
    return {index["IndexName"] for index in (request.get("GlobalSecondaryIndexes") or []) + updates if index}
