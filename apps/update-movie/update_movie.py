"""PUT /movies/{movieID}: a movie replaced."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from movies.model import FIELDS, Movie
from movies.revisions import condition, current, etag, expected_revisions
from movies.schema import violation
from movies.table import TABLE, dynamodb
from rest_api.request import Request
from rest_api.response import Response, respond

_STORED = (*FIELDS, "correlation_id")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an event of the API's proxy integration."""
    return respond(event, update_movie)


def update_movie(request: Request) -> Response:
    """Answer 200 with the movie and its new ETag, 404, or 412 when If-Match names none of its revisions."""
    movie_id = request.path_parameter("movieID")
    expected = expected_revisions(request.header("if-match"))
    movie = Movie.from_fields(movie_id, request.json(violation), request.correlation_id)
    try:
        movie = replace(movie, revision=_update(movie, expected))
    except dynamodb.exceptions.ConditionalCheckFailedException as refusal:
        movie = current(refusal, movie_id, expected)
    return Response(200, movie.to_json(), {"ETag": etag(movie.revision)})


def _update(movie: Movie, expected: list[int] | None) -> int:
    """Replace the movie and return its new revision.

    A movie that already is as asked refuses the update: it keeps its revision, and the stream says nothing.
    """
    is_expected, names, values = condition(expected)
    item = movie.to_item()
    same = " AND ".join(f"#{name} = :{name}" for name in FIELDS)
    assignments = ", ".join(f"#{name} = :{name}" for name in _STORED)
    answer = dynamodb.update_item(
        TableName=TABLE,
        Key={"id": item["id"]},
        UpdateExpression=f"SET {assignments}, #revision = if_not_exists(#revision, :none) + :one",
        ConditionExpression=f"{is_expected} AND NOT ({same})",
        ExpressionAttributeNames=names | {f"#{name}": name for name in (*_STORED, "revision")},
        ExpressionAttributeValues=values
        | {f":{name}": item[name] for name in _STORED}
        | {":none": {"N": "0"}, ":one": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    return int(answer["Attributes"]["revision"]["N"])
