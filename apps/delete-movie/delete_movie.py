"""DELETE /movies/{movieID}: a movie gone."""

from collections.abc import Mapping
from typing import Any

from movies.revisions import condition, current, expected_revisions
from movies.table import TABLE, dynamodb
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an event of the API's proxy integration."""
    return respond(event, delete_movie)


def delete_movie(request: Request) -> Response:
    """Answer 204 without a body, 404, or 412 when If-Match names none of the movie's revisions."""
    movie_id = request.path_parameter("movieID")
    expected = expected_revisions(request.header("if-match"))
    try:
        _delete(movie_id, expected, request.correlation_id)
    except dynamodb.exceptions.ConditionalCheckFailedException as refusal:
        current(refusal, movie_id, expected)
        raise
    return Response(204)


def _delete(movie_id: str, expected: list[int] | None, correlation_id: str) -> None:
    """Delete the movie, after noting in it whose request deletes it.

    A deletion's stream record shows only the item as it was, so what the event is to say of the request has
    to be in it. The note by itself changes nothing that callers see, and publish-movie-events passes over it;
    should the function end between the two calls, the movie is as it was.
    """
    is_expected, names, values = condition(expected)
    target: Any = {
        "TableName": TABLE,
        "Key": {"id": {"S": movie_id}},
        "ConditionExpression": is_expected,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    dynamodb.update_item(
        **target,
        UpdateExpression="SET #correlation_id = :correlation_id",
        ExpressionAttributeNames=names | {"#correlation_id": "correlation_id"},
        ExpressionAttributeValues=values | {":correlation_id": {"S": correlation_id}},
    )
    if values:  # DynamoDB refuses an empty one
        target["ExpressionAttributeValues"] = values
    dynamodb.delete_item(**target, ExpressionAttributeNames=names)
