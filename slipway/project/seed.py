"""Adding example items to a table without overwriting existing ones, and finding other items."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from slipway.aws.target import Target
from slipway.errors import SlipwayError


def seed(target: Target, table: str, items_file: Path) -> tuple[int, int]:
    """Add the items whose keys the table doesn't contain.

    Args:
        target: the account and region.
        table: the table's name.
        items_file: JSON file with a list of objects.

    Returns:
        The number of items that were added, and of those that existed.

    Raises:
        SlipwayError: the file can't be read, or an item has no value for the table's key.
    """
    dynamodb = target.client("dynamodb")
    schema = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
    key = [element["AttributeName"] for element in schema]
    items = _read(items_file, key)
    added = sum(_put_if_missing(dynamodb, table, item, key[0]) for item in items)
    return added, len(items) - added


def other_items(target: Target, table: str, items_file: Path | None) -> int:
    """Return how many items of a table aren't example items, or are changed ones; 0 if there is no such table.

    Args:
        target: the account and region.
        table: the table's name.
        items_file: file with the items, see `seed`; None if there are no example items.

    Raises:
        SlipwayError: the file can't be read.
    """
    dynamodb = target.client("dynamodb")
    examples = [_plain(item) for item in _read(items_file, [])] if items_file else []
    try:
        pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return sum(_plain(item) not in examples for page in pages for item in page["Items"])
    except dynamodb.exceptions.ResourceNotFoundException:
        return 0


def _plain(item: dict[str, Any]) -> Any:  # noqa: ANN401 - any values
    """Return an item with Python's values, among which 8 and 8.0 are equal."""
    return TypeDeserializer().deserialize({"M": item})


def _read(items_file: Path, key: list[str]) -> list[dict[str, Any]]:
    """Return the items in the format of DynamoDB's low-level API."""
    try:
        items = json.loads(items_file.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_constant=Decimal)
    except (OSError, ValueError) as error:
        raise SlipwayError(f"{items_file}: can't be read as JSON: {error}") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) and item.keys() >= {*key} for item in items):
        raise SlipwayError(f"{items_file}: must be a list of objects, each with the table's key: {', '.join(key)}")
    try:
        return [dict(TypeSerializer().serialize(item)["M"]) for item in items]
    except (TypeError, ArithmeticError) as error:  # NaN, or a number of more than 38 digits
        raise SlipwayError(f"{items_file}: DynamoDB can't store a value: {error}") from error


def _put_if_missing(dynamodb: Any, table: str, item: dict[str, Any], key: str) -> bool:  # noqa: ANN401 - boto3's
    try:
        dynamodb.put_item(
            TableName=table,
            Item=item,
            ConditionExpression="attribute_not_exists(#key)",
            ExpressionAttributeNames={"#key": key},
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True
