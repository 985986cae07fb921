"""POST /movies: a new movie."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import idempotency
from movies.model import Movie
from movies.revisions import etag
from movies.schema import violation
from movies.table import TABLE, dynamodb
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an event of the API's proxy integration."""
    return respond(event, create_movie)


def create_movie(request: Request) -> Response:
    """Answer 201 with the movie and its Location; an idempotency key seen before gets the answer of then."""
    key = idempotency.key(request)
    movie = Movie.from_fields(uuid4().hex, request.json(violation), request.correlation_id)
    try:
        _store(movie, key)
    except dynamodb.exceptions.TransactionCanceledException as refusal:
        movie = idempotency.created_before(refusal, movie)
    return Response(201, movie.to_json(), {"Location": _location(request.path, movie.id), "ETag": etag(movie.revision)})


def _store(movie: Movie, key: str | None) -> None:
    """Store the movie and the record of its idempotency key: both, or neither.

    A transaction also without a key, since it carries a token of its own: when the SDK repeats a call whose
    answer was lost, DynamoDB answers as it did the first time.
    """
    put: Any = {
        "TableName": TABLE,
        "Item": movie.to_item(),
        "ConditionExpression": "attribute_not_exists(#id)",
        "ExpressionAttributeNames": {"#id": "id"},
    }
    operations = [put] if key is None else [put, idempotency.record(key, movie)]
    dynamodb.transact_write_items(TransactItems=[{"Put": operation} for operation in operations])


def _location(path: str, movie_id: str) -> str:
    """Return the movie's URL relative to the request's, so that any host, stage and base path leads to it."""
    collection = path.rpartition("/")[2]
    return f"{collection}/{movie_id}" if collection else movie_id
