"""GET /products/{id}: read a product."""

from collections.abc import Mapping
from typing import Any

from products.table import NO_PRODUCT, TABLE, dynamodb, from_item
from rest_api.request import HttpError, Request
from rest_api.response import Response, respond
from snap_start.hooks import prepare


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, get_product)


def get_product(request: Request) -> Response:
    """Return 200 with the product, or 404."""
    product_id = request.path_parameter("id")
    found = _read(product_id)
    if "Item" not in found:
        raise HttpError(404, f"There is no product {product_id!r}.")
    return Response(200, from_item(found["Item"]))


def _read(product_id: str) -> dict[str, Any]:
    # Strongly consistent: clients read what they have just written.
    return dynamodb.get_item(TableName=TABLE, Key={"id": {"S": product_id}}, ConsistentRead=True)


_REQUEST = {
    "httpMethod": "GET",
    "resource": "/products/{id}",
    "path": f"/products/{NO_PRODUCT}",
    "pathParameters": {"id": NO_PRODUCT},
    "requestContext": {"requestId": "priming"},
}
prepare({"call": lambda: _read(NO_PRODUCT), "request": lambda: handler(_REQUEST, None)})
