"""POST /providers: add a cloud provider."""

from collections.abc import Mapping
from typing import Any

from aws_client.errors import ClientError
from cloud_providers.table import PROVIDER_SCHEMA, dynamodb, from_item, table_of, to_item
from rest_api.body import json_body
from rest_api.request import HttpError, Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Handle an event of an HTTP API."""
    return respond(event, lambda request: put_provider(request, table_of(request, context)))


def put_provider(request: Request, table: str) -> Response:
    """Return 201 with the new provider, 200 if it exists already, or 409 if another one has its id.

    So a repeated request changes nothing, also one that the SDK repeats because the first response was lost.
    """
    provider = json_body(request, PROVIDER_SCHEMA)
    try:
        _put(table, provider)
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        return Response(200, _existing(error, provider))
    return Response(201, provider)


def _put(table: str, provider: dict[str, str]) -> None:
    dynamodb.put_item(
        TableName=table,
        Item=to_item(provider),
        ConditionExpression="attribute_not_exists(#id)",
        ExpressionAttributeNames={"#id": "id"},
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )


def _existing(failure: ClientError, provider: dict[str, str]) -> dict[str, str]:
    found: Any = failure.response.get("Item")
    if from_item(found or {}) != provider:
        raise HttpError(409, f"There is another provider with the id {provider['id']!r}.")
    return provider
