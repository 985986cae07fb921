"""POST /movies: create a movie."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import idempotency
from movies.movie import Movie
from movies.schema import MOVIE_SCHEMA
from movies.table import TABLE, dynamodb
from rest_api.body import json_body
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, create_movie)


def create_movie(request: Request) -> Response:
    """Return 201 with the movie and its Location. A repeated idempotency key replays the original response."""
    key = idempotency.hashed_key(request)
    fields = json_body(request, MOVIE_SCHEMA)
    movie = Movie.from_fields(uuid4().hex, fields, request.correlation_id, **request.span.context)
    try:
        _store(movie, key)
    except dynamodb.exceptions.TransactionCanceledException as error:
        movie = idempotency.original_movie(error, movie)
    return Response(201, movie.to_json(), {"Location": _location(request.path, movie.id), "ETag": movie.etag})


def _store(movie: Movie, key: str | None) -> None:
    """Store the movie and the record of its idempotency key, or neither.

    A transaction is used without a key too, because the SDK sends a token with it: if a retry repeats a call whose
    response was lost, DynamoDB returns the first result.
    """
    put: Any = {
        "TableName": TABLE,
        "Item": movie.to_item(),
        "ConditionExpression": "attribute_not_exists(#id)",
        "ExpressionAttributeNames": {"#id": "id"},
    }
    operations = [put] if key is None else [put, idempotency.put_record(key, movie)]
    dynamodb.transact_write_items(TransactItems=[{"Put": operation} for operation in operations])


def _location(path: str, movie_id: str) -> str:
    """Return the movie's URL relative to the request's, so that it is valid for any host, stage and base path."""
    collection = path.rpartition("/")[2]
    return f"{collection}/{movie_id}" if collection else movie_id
