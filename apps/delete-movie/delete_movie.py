"""DELETE /movies/{movieID}: delete a movie."""

from collections.abc import Mapping
from typing import Any

from movies.table import TABLE, dynamodb, existing_movie, expected_revisions, revision_condition
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, delete_movie)


def delete_movie(request: Request) -> Response:
    """Return 204 without a body, 404, or 412 if the movie's revision doesn't match If-Match."""
    movie_id = request.path_parameter("movieID")
    expected = expected_revisions(request.header("if-match"))
    try:
        _delete(movie_id, expected, request.correlation_id)
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        existing_movie(error, movie_id, expected)
        raise
    return Response(204)


def _delete(movie_id: str, expected: list[float] | None, correlation_id: str) -> None:
    """Delete the movie, after storing in it the correlation id of the request that deletes it.

    The stream record of a deletion contains only the old item, so the event's correlation id has to be in it. The
    update before the deletion changes nothing that clients can see, and publish-movie-events ignores it. If the
    function ends between the two calls, the movie is still there.
    """
    condition, names, values = revision_condition(expected)
    target: Any = {
        "TableName": TABLE,
        "Key": {"id": {"S": movie_id}},
        "ConditionExpression": condition,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    dynamodb.update_item(
        **target,
        UpdateExpression="SET #correlation_id = :correlation_id",
        ExpressionAttributeNames=names | {"#correlation_id": "correlation_id"},
        ExpressionAttributeValues=values | {":correlation_id": {"S": correlation_id}},
    )
    if values:  # DynamoDB rejects an empty map
        target["ExpressionAttributeValues"] = values
    try:
        dynamodb.delete_item(**target, ExpressionAttributeNames=names)
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        # The SDK repeats a call whose response was lost. The update above found the movie, so its first attempt has
        # deleted it.
        if "Item" in error.response or not error.response.get("ResponseMetadata", {}).get("RetryAttempts"):
            raise
