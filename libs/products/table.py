"""The products table, and a product as JSON and as a DynamoDB item."""

import json
import re

from rest_api.request import HttpError, Request
from runtime.aws import setting
from runtime.clients import client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

TABLE = setting("PRODUCTS_TABLE")

NO_PRODUCT = "-"
"""An id that no product can have, for primings of a snapshot."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

dynamodb = client("dynamodb")


def id_of(request: Request) -> str:
    """Return the id in the path of a request.

    Raises:
        HttpError: 400, no product can have it.
    """
    found = request.path_parameter("id")
    if not _ID.fullmatch(found):
        raise HttpError(400, "id in the path must be 1 to 64 of a-z 0-9 -, and not begin with a hyphen.")
    return found


def to_item(product_id: str, product: "Mapping[str, Any]") -> "dict[str, dict[str, str]]":
    """Return the item of a valid product."""
    return {"id": {"S": product_id}, "name": {"S": product["name"]}, "price": {"N": json.dumps(product["price"])}}


def from_item(item: "Mapping[str, Mapping[str, Any]]") -> "dict[str, Any]":
    """Return the product of an item. A missing name becomes empty, and a missing price None.

    A price is a number of JSON: DynamoDB returns 8 for 8.0.
    """
    price = item.get("price", {}).get("N")
    return {
        "id": item.get("id", {}).get("S", ""),
        "name": item.get("name", {}).get("S", ""),
        "price": None if price is None else json.loads(price),
    }
