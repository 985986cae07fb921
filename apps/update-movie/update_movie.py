"""PUT /movies/{movieID}: replace a movie."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aws_client.errors import ClientError
from movies.movie import FIELDS, Movie, number
from movies.schema import MOVIE_SCHEMA
from movies.table import TABLE, dynamodb, existing_movie, expected_revisions, has_number, revision_condition
from rest_api.body import json_body
from rest_api.request import HttpError, Request
from rest_api.response import Response, respond

_STORED = (*FIELDS, "correlation_id", "traceparent", "tracestate")
_COUNTABLE = "(attribute_not_exists(#revision) OR attribute_type(#revision, :number))"


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, update_movie)


def update_movie(request: Request) -> Response:
    """Return 200 with the movie and its new ETag, 404, or 412 if the movie's revision doesn't match If-Match.

    A movie whose stored revision isn't a number gets the revision 1. No entity tag matches it.
    """
    movie_id = request.path_parameter("movieID")
    expected = expected_revisions(request.header("if-match"))
    fields = json_body(request, MOVIE_SCHEMA)
    movie = Movie.from_fields(movie_id, fields, request.correlation_id, **request.span.context)
    try:
        movie = movie.replace(revision=_update(movie, expected))
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        found = _own_write(error, movie, expected) or existing_movie(error, movie_id, expected)
        movie = found if has_number(error) else _repair(movie)
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
    gets no record. The condition is also false for a revision that isn't a number, which can't be increased.
    """
    condition, names, values = revision_condition(expected)
    unchanged = " AND ".join(f"#{name} = :{name}" for name in FIELDS)
    return _write(
        movie,
        "if_not_exists(#revision, :zero) + :one",
        f"{condition} AND {_COUNTABLE} AND NOT ({unchanged})",
        names,
        values | {":zero": {"N": "0"}},
    )


def _repair(movie: Movie) -> Movie:
    """Replace a movie whose stored revision isn't a number, and return it with the revision 1."""
    try:
        _write(movie, ":one", f"attribute_exists(#id) AND NOT {_COUNTABLE}", {"#id": "id"}, {})
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        # As in `_own_write`.
        if not _is_stored(error, movie):
            raise HttpError(503, "Other requests are changing the movie: try again in a moment.") from error
    return movie


def _is_stored(failure: ClientError, movie: Movie) -> bool:
    item: Any = failure.response.get("Item") or {}
    found = Movie.from_item(item)
    return found == movie and (found.revision, found.correlation_id) == (movie.revision, movie.correlation_id)


def _write(movie: Movie, revision: str, condition: str, names: dict[str, str], values: dict[str, Any]) -> float:
    """Replace the movie if a condition is true, and return its new revision; ``revision`` is the expression of it."""
    item = movie.to_item()
    assignments = ", ".join(f"#{name} = :{name}" for name in _STORED)
    updated = dynamodb.update_item(
        TableName=TABLE,
        Key={"id": item["id"]},
        UpdateExpression=f"SET {assignments}, #revision = {revision}",
        ConditionExpression=condition,
        ExpressionAttributeNames=names | {f"#{name}": name for name in (*_STORED, "revision")},
        ExpressionAttributeValues=values
        | {f":{name}": item[name] for name in _STORED}
        | {":one": {"N": "1"}, ":number": {"S": "N"}},
        ReturnValues="UPDATED_NEW",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    return number(updated["Attributes"]["revision"]["N"])
