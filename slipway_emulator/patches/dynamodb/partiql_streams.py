"""A statement of PartiQL that writes an item adds a record to the table's stream.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodb/test_dynamodb.snapshot.json

MiniStack adds records for the other operations only.
"""

import copy
import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import dynamodb

_Json = dict[str, Any]
_Item = _Json | None
# What the statement that runs has written: the old and the new item.
_written: ContextVar[list[tuple[_Item, _Item]] | None] = ContextVar("written", default=None)


def apply() -> None:
    """Wrap the statements, and the function that stores an item."""
    store = dynamodb._set_item

    @functools.wraps(store)
    def set_item(table: _Json, partition: str, sort: str, item: _Json) -> object:
        if (written := _written.get()) is not None:
            written.append((table["items"].get(partition, {}).get(sort), item))
        return store(table, partition, sort, item)

    dynamodb._set_item = set_item
    dynamodb._partiql_insert = _recording(dynamodb._partiql_insert)
    dynamodb._partiql_update = _recording(dynamodb._partiql_update)
    dynamodb._partiql_delete = _recording_removal(dynamodb._partiql_delete)


def _recording(execute: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(execute)
    def statement(table: _Json, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - MiniStack's
        written: list[tuple[_Item, _Item]] = []
        token = _written.set(written)
        try:
            response = execute(table, *arguments, **options)
        finally:
            _written.reset(token)
        for old, new in written:
            _emit(table, old, new)
        return response

    return statement


def _recording_removal(execute: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(execute)
    def statement(table: _Json, parsed: _Json, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - MiniStack's
        partition, sort, _, error = dynamodb._partiql_key_target(table, parsed)
        old = None if error else copy.deepcopy(table["items"].get(partition, {}).get(sort))
        response = execute(table, parsed, *arguments, **options)
        if old and not table["items"].get(partition, {}).get(sort):
            _emit(table, old, None)
        return response

    return statement


def _emit(table: _Json, old: _Item, new: _Item) -> None:
    event = "REMOVE" if new is None else "MODIFY" if old else "INSERT"
    dynamodb._emit_stream_event(table["TableName"], event, old, new)
