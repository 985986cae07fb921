"""PUT /products/{id}: create or replace a product."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from json_schema import validator
from products import table
from products.table import NO_PRODUCT, TABLE, dynamodb, id_of, to_item
from rest_api.body import json_body
from rest_api.request import Request
from rest_api.response import Response, respond
from snap_start.hooks import prepare

SCHEMA = validator.load_beside(table.__file__, "product.schema.json")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, put_product)


def put_product(request: Request) -> Response:
    """Return 201 with a new product, or 200 with one that replaces another. A repeated request changes nothing."""
    product = json_body(request, SCHEMA)
    product_id = id_of(request)
    before = dynamodb.put_item(TableName=TABLE, Item=to_item(product_id, product), ReturnValues="ALL_OLD")
    return Response(200 if "Attributes" in before else 201, {"id": product_id, **product})


def _write_nothing() -> None:
    """Call PutItem with a condition that no item fulfills."""
    with suppress(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(
            TableName=TABLE,
            Item={"id": {"S": NO_PRODUCT}},
            ConditionExpression="attribute_exists(#id) AND attribute_not_exists(#id)",
            ExpressionAttributeNames={"#id": "id"},
        )


def _refused_request() -> None:
    """Handle a request up to the call, which an id that no product can have prevents; then make one of no effect."""
    handler(_REQUEST, None)
    _write_nothing()


_REQUEST = {
    "httpMethod": "PUT",
    "resource": "/products/{id}",
    "path": f"/products/{NO_PRODUCT}",
    "pathParameters": {"id": NO_PRODUCT},
    "headers": {"content-type": "application/json"},
    "requestContext": {"requestId": "priming"},
    "body": '{"name": "Priming", "price": 0.5}',
    "isBase64Encoded": False,
}
prepare({"call": _write_nothing, "request": _refused_request})
