"""The capacity of DynamoDB tables."""

from typing import Any

from ministack.services import dynamodb

from slipway_emulator.models.errors import ServiceError

_UNITS = {
    "dynamodb:table:ReadCapacityUnits": "ReadCapacityUnits",
    "dynamodb:table:WriteCapacityUnits": "WriteCapacityUnits",
}


def check(target: dict[str, Any]) -> None:
    """Raise ServiceError if a target isn't the capacity of a table that exists."""
    _table(target)


def bound(target: dict[str, Any]) -> None:
    """Put a table's capacity between the target's minimum and maximum."""
    units, table = _UNITS[target["ScalableDimension"]], _table(target)
    now = table["ProvisionedThroughput"]
    table["ProvisionedThroughput"] = now | {units: min(max(now[units], target["MinCapacity"]), target["MaxCapacity"])}


def _table(target: dict[str, Any]) -> dict[str, Any]:
    kind, _, name = target["ResourceId"].partition("/")
    if target["ServiceNamespace"] != "dynamodb" or kind != "table" or target["ScalableDimension"] not in _UNITS:
        raise ServiceError("ValidationException", "The local AWS scales the capacity of DynamoDB tables only.")
    table: dict[str, Any] | None = dynamodb._tables.get(name)
    if table is None:
        raise ServiceError("ValidationException", f"DynamoDB table does not exist: {target['ResourceId']}")
    return table
