"""DELETE /movies/{movieID}: delete a movie."""

from collections.abc import Mapping
from typing import Any

from movies.table import TABLE, dynamodb, existing_movie, expected_revisions, revision_condition
from rest_api.request import HttpError, Request
from rest_api.response import Response, respond
from runtime.aws import SLOWEST_CALL
from runtime.events import Context

_ATTEMPTS = 3  # while other requests change the movie between the two calls
_SLOWEST_ATTEMPT = 2 * SLOWEST_CALL * 1000  # milliseconds; it usually takes a few


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, lambda request: delete_movie(request, context))


def delete_movie(request: Request, context: Context) -> Response:
    """Return 204 without a body, 404, 412 for a revision that If-Match excludes, or 503 if it keeps changing.

    An attempt is repeated only if the time that the function has left is enough for a slow one.
    """
    movie_id = request.path_parameter("movieID")
    expected = expected_revisions(request.header("if-match"))
    for attempt in range(_ATTEMPTS):
        if attempt and context.get_remaining_time_in_millis() < _SLOWEST_ATTEMPT:
            break
        try:
            if _delete(movie_id, expected, request):
                return Response(204)
        except dynamodb.exceptions.ConditionalCheckFailedException as error:
            existing_movie(error, movie_id, expected)
            raise
    raise HttpError(503, "Other requests are changing the movie: try again in a moment.")


def _delete(movie_id: str, expected: list[float] | None, request: Request) -> bool:
    """Delete the movie, after storing in it the correlation id and the span of the request that deletes it.

    Returns:
        Whether it is deleted. If not, another request has changed it between the two calls.

    The stream record of a deletion contains only the old item, so what the event gets of the request has to be in it.
    The update before the deletion changes nothing that clients can see, and publish-movie-events ignores it. If the
    function ends between the two calls, the movie is still there.
    """
    condition, names, values = revision_condition(expected)
    target: Any = {
        "TableName": TABLE,
        "Key": {"id": {"S": movie_id}},
        "ConditionExpression": condition,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    stored = {"correlation_id": request.correlation_id, **request.span.context}
    own: Any = {
        "ExpressionAttributeNames": names | {f"#{name}": name for name in stored},
        "ExpressionAttributeValues": values | {f":{name}": {"S": value} for name, value in stored.items()},
    }
    equal = [f"#{name} = :{name}" for name in stored]
    dynamodb.update_item(**target, **own, UpdateExpression=f"SET {', '.join(equal)}")
    target["ConditionExpression"] = " AND ".join([condition, *equal])
    try:
        dynamodb.delete_item(**target, **own)
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        if "Item" in error.response:
            return False
        # The SDK repeats a call whose response was lost. The update above found the movie, so its first attempt has
        # deleted it.
        if not error.response.get("ResponseMetadata", {}).get("RetryAttempts"):
            raise
    return True
