"""Example items for a table: put where they are missing, never over what a user has changed."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeSerializer

from slipway.aws.target import Target
from slipway.errors import SlipwayError


def seed(target: Target, table: str, items_file: Path) -> tuple[int, int]:
    """Put the items that ``table`` lacks, by its primary key.

    Args:
        target: where the table is.
        table: its name.
        items_file: JSON, a list of objects of plain values.

    Returns:
        How many were put, and how many were there already.

    Raises:
        SlipwayError: the file can't be read, or an item has no value for the table's key.
    """
    dynamodb = target.client("dynamodb")
    schema = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
    key = [element["AttributeName"] for element in schema]
    items = _read(items_file, key)
    put = sum(_put_if_missing(dynamodb, table, item, key[0]) for item in items)
    return put, len(items) - put


def _read(items_file: Path, key: list[str]) -> list[dict[str, Any]]:
    """Return the items as DynamoDB's low-level API takes them."""
    try:
        items = json.loads(items_file.read_text(encoding="utf-8"), parse_float=Decimal, parse_constant=Decimal)
    except (OSError, ValueError) as error:
        raise SlipwayError(f"{items_file}: can't be read as JSON: {error}") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) and item.keys() >= {*key} for item in items):
        raise SlipwayError(f"{items_file}: must be a list of objects, each with the table's key: {', '.join(key)}")
    try:
        return [dict(TypeSerializer().serialize(item)["M"]) for item in items]
    except (TypeError, ArithmeticError) as error:  # NaN, or a number of more than 38 digits
        raise SlipwayError(f"{items_file}: DynamoDB has no such value: {error}") from error


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
