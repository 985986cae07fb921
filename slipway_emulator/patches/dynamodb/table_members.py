"""Tables have the members that DynamoDB returns, and a stream's record has its size.

The decreases of the day and the warm throughput are returned of tables and indexes, and the billing mode only of a
table that is or was on demand. A stream that is off isn't returned:
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
The values were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodb/test_dynamodb.snapshot.json

MiniStack returns the size 0, a warm throughput of 0, the billing mode of each table, and a stream that is off, with an
ARN.
"""

import base64
import functools
import json
from typing import Any

from ministack.services import dynamodb

_Json = dict[str, Any]
_ON_DEMAND = "PAY_PER_REQUEST"
_WARM = {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4000}  # of a new table on demand
_CHANGED = "LastUpdateToPayPerRequestDateTime"
_MAX_NUMBER_BYTES = 21
_CONTAINER_BYTES = 3  # of a list or a map, and one for each element


def apply() -> None:
    """Wrap the functions that describe a table and make a stream's record."""
    describe, create, record = dynamodb._table_description, dynamodb._create_table, dynamodb._build_change_record
    fail = dynamodb._conditional_check_failed

    @functools.wraps(describe)
    def table_description(name: str) -> _Json:
        table: _Json = describe(name)
        return _shaped(table)

    @functools.wraps(create)
    def create_table(request: _Json) -> object:
        is_off = request.get("StreamSpecification") == {"StreamEnabled": False}
        given = {name: value for name, value in request.items() if not (is_off and name == "StreamSpecification")}
        status, headers, body = create(given)
        found = json.loads(body)
        if "TableDescription" in found:
            for each in _with_indexes(found["TableDescription"]):
                each.pop("WarmThroughput", None)
            if warm := request.get("WarmThroughput"):
                dynamodb._tables[request["TableName"]]["WarmThroughput"] = {**warm, "Status": "ACTIVE"}
                found["TableDescription"]["WarmThroughput"] = {**warm, "Status": "UPDATING"}
            found["TableDescription"].get("BillingModeSummary", {}).pop(_CHANGED, None)
        return status, headers, json.dumps(found).encode()

    @functools.wraps(record)
    def build_change_record(*args: object, **options: object) -> _Json:
        made: _Json = record(*args, **options)
        images = (made["dynamodb"].get(name, {}) for name in ("Keys", "NewImage", "OldImage"))
        made["dynamodb"]["SizeBytes"] = sum(map(_item_size, images))
        made["eventID"] = made["eventID"].replace("-", "")  # 32 hexadecimal digits
        return made

    @functools.wraps(fail)
    def conditional_check_failed(*args: object, **options: object) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = fail(*args, **options)
        error = json.loads(body)
        if "Item" in error:  # Then the member has another name.
            error["Message"] = error.pop("message")
        return status, headers, json.dumps(error, ensure_ascii=False).encode()

    dynamodb._conditional_check_failed = conditional_check_failed
    dynamodb._table_description, dynamodb._create_table = table_description, create_table
    dynamodb._build_change_record = build_change_record


def _shaped(table: _Json) -> _Json:
    billing = table.get("BillingModeSummary", {})
    is_on_demand = billing.get("BillingMode") == _ON_DEMAND
    shaped = {**table, "GlobalSecondaryIndexes": [dict(each) for each in table.get("GlobalSecondaryIndexes", [])]}
    for each in _with_indexes(shaped):
        throughput = each.get("ProvisionedThroughput") or {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
        each["ProvisionedThroughput"] = {"NumberOfDecreasesToday": 0, **throughput}
        warm = {
            "ReadUnitsPerSecond": throughput["ReadCapacityUnits"],
            "WriteUnitsPerSecond": throughput["WriteCapacityUnits"],
        }
        if not any((each.get("WarmThroughput") or {}).get(name) for name in _WARM):
            each["WarmThroughput"] = {**(_WARM if is_on_demand else warm), "Status": "ACTIVE"}
    if is_on_demand:
        shaped["BillingModeSummary"] = {_CHANGED: table["CreationDateTime"], **billing}
    elif _CHANGED not in billing:
        shaped.pop("BillingModeSummary", None)
    if not (table.get("StreamSpecification") or {}).get("StreamEnabled"):
        shaped.pop("StreamSpecification", None)
    if not shaped["GlobalSecondaryIndexes"]:
        shaped.pop("GlobalSecondaryIndexes")
    return shaped


def _with_indexes(table: _Json) -> list[_Json]:
    return [table, *table.get("GlobalSecondaryIndexes", [])]


def _item_size(item: _Json) -> int:
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: dict[str, Any]) -> int:
    """Return the bytes of an attribute's value, as they are counted for its item's size."""
    ((kind, content),) = value.items()
    if kind == "M":
        return _CONTAINER_BYTES + sum(len(name.encode()) + _size(each) + 1 for name, each in content.items())
    if kind == "L":
        return _CONTAINER_BYTES + sum(_size(each) + 1 for each in content)
    if kind in ("SS", "NS", "BS"):
        return sum(_size({kind[0]: each}) for each in content)
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "N":
        digits: str = content.lstrip("-").replace(".", "").strip("0")
        return min(_MAX_NUMBER_BYTES, (len(digits) + 1) // 2 + 1 + int(content.startswith("-")))
    return len(base64.b64decode(content)) if kind == "B" else len(content.encode())
