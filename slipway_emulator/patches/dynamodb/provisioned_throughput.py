"""A table and its indexes have a throughput if and only if the billing mode is ``PROVISIONED``.

CreateTable and UpdateTable reject a table or an index that has none, and one that has one although the mode is
``PAY_PER_REQUEST``:
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html

MiniStack checks the throughput of a new table only. It gives an index without one five units, and a table that
becomes ``PROVISIONED`` none at all.
"""

import functools
from collections.abc import Iterator
from typing import Any

from ministack.services import dynamodb

_Json = dict[str, Any]
_INVALID = "One or more parameter values were invalid: "
_UNITS = ("ReadCapacityUnits", "WriteCapacityUnits")


def apply() -> None:
    """Check the request before the table is created or updated."""
    create, update = dynamodb._create_table, dynamodb._update_table

    @functools.wraps(create)
    def create_table(data: _Json) -> object:
        mode = data.get("BillingMode") or "PROVISIONED"
        indexes = data.get("GlobalSecondaryIndexes") or []
        return _error(mode, data.get("ProvisionedThroughput"), indexes) or create(data)

    @functools.wraps(update)
    def update_table(data: _Json) -> object:
        table = dynamodb._tables.get(dynamodb._normalize_table_name(data.get("TableName")))
        return (_update_error(table, data) if table else None) or update(data)

    dynamodb._create_table, dynamodb._update_table = create_table, update_table


def _update_error(table: _Json, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    current = (table.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED")
    mode = data.get("BillingMode") or current
    changes = data.get("GlobalSecondaryIndexUpdates") or []
    created = [change["Create"] for change in changes if change.get("Create")]
    if mode == current:
        return _error(mode, data.get("ProvisionedThroughput"), created, is_table_unchanged=True)
    given = {change["Update"]["IndexName"]: change["Update"] for change in changes if change.get("Update")}
    existing = [given.get(index["IndexName"], {"IndexName": index["IndexName"]}) for index in _indexes(table)]
    return _error(mode, data.get("ProvisionedThroughput"), [*existing, *created])


def _indexes(table: _Json) -> list[_Json]:
    return table.get("GlobalSecondaryIndexes") or []


def _error(mode: str, throughput: _Json | None, indexes: list[_Json], *, is_table_unchanged: bool = False) -> Any:  # noqa: ANN401
    reasons = [] if is_table_unchanged else list(_reasons(mode, throughput, ""))
    for index in indexes:
        reasons += _reasons(mode, index.get("ProvisionedThroughput"), f" for index: {index.get('IndexName')}")
    if not reasons:
        return None
    return dynamodb.error_response_json("ValidationException", _INVALID + reasons[0], 400)


def _reasons(mode: str, throughput: _Json | None, where: str) -> Iterator[str]:
    if mode == "PAY_PER_REQUEST":
        if throughput and any(map(throughput.get, _UNITS)):
            names = " nor ".join(_UNITS)
            yield f"Neither {names} can be specified{where} when BillingMode is PAY_PER_REQUEST"
    elif not throughput or not all(throughput.get(unit) for unit in _UNITS):
        yield f"{' and '.join(_UNITS)} must both be specified{where} when BillingMode is PROVISIONED"
