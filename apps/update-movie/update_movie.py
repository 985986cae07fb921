"""PUT /movies/{movieID}: replace a movie."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from movies.movie import FIELDS, Movie, number
from movies.schema import MOVIE_SCHEMA
from movies.table import TABLE, dynamodb, existing_movie, expected_revisions, revision_condition
from rest_api.body import json_body
from rest_api.request import Request
from rest_api.response import Response, respond

_STORED = (*FIELDS, "correlation_id")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, update_movie)


def update_movie(request: Request) -> Response:
    """Return 200 with the movie and its new ETag, 404, or 412 if the movie's revision doesn't match If-Match."""
    movie_id = request.path_parameter("movieID")
    expected = expected_revisions(request.header("if-match"))
    movie = Movie.from_fields(movie_id, json_body(request, MOVIE_SCHEMA), request.correlation_id)
    try:
        movie = replace(movie, revision=_update(movie, expected))
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        movie = _own_write(error, movie, expected) or existing_movie(error, movie_id, expected)
    return Response(200, movie.to_json(), {"ETag": movie.etag})


def _own_write(failure: ClientError, movie: Movie, expected: list[float] | None) -> Movie | None:
    """Return the movie that the failed write found, if this request has stored it; None otherwise.

    The SDK repeats a call whose response was lost, and its condition fails on what the first attempt has stored. Then
    the request has succeeded: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
    """
    item: Any = failure.response.get("Item")
    if not item or expected is None:
        return None
    found = Movie.from_item(item)
    # As decimal numbers, which DynamoDB adds exactly: 1.1 - 1 is not 0.1 as a float.
    is_next = Decimal(str(found.revision)) - 1 in {Decimal(str(revision)) for revision in expected}
    return found if is_next and found == movie and found.correlation_id == movie.correlation_id else None


def _update(movie: Movie, expected: list[float] | None) -> float:
    """Replace the movie, and return its new revision.

    An update that would change nothing fails its condition: the movie keeps its revision, and the table's stream
    gets no record.
    """
    condition, names, values = revision_condition(expected)
    item = movie.to_item()
    unchanged = " AND ".join(f"#{name} = :{name}" for name in FIELDS)
    assignments = ", ".join(f"#{name} = :{name}" for name in _STORED)
    updated = dynamodb.update_item(
        TableName=TABLE,
        Key={"id": item["id"]},
        UpdateExpression=f"SET {assignments}, #revision = if_not_exists(#revision, :zero) + :one",
        ConditionExpression=f"{condition} AND NOT ({unchanged})",
        ExpressionAttributeNames=names | {f"#{name}": name for name in (*_STORED, "revision")},
        ExpressionAttributeValues=values
        | {f":{name}": item[name] for name in _STORED}
        | {":zero": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    return number(updated["Attributes"]["revision"]["N"])
