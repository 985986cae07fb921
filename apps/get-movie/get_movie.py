"""GET /movies/{movieID}: one movie."""

from collections.abc import Mapping
from typing import Any

from movies.model import Movie
from movies.revisions import etag, matched_by, no_such_movie
from movies.table import TABLE, dynamodb
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an event of the API's proxy integration."""
    return respond(event, get_movie)


def get_movie(request: Request) -> Response:
    """Answer 200 with the movie and its ETag, 304 when If-None-Match names it, or 404."""
    movie_id = request.path_parameter("movieID")
    # Consistent: who has just created a movie follows its Location at once.
    answer = dynamodb.get_item(TableName=TABLE, Key={"id": {"S": movie_id}}, ConsistentRead=True)
    if "Item" not in answer:
        raise no_such_movie(movie_id)
    movie = Movie.from_item(answer["Item"])
    headers = {"ETag": etag(movie.revision)}
    if matched_by(request.header("if-none-match"), movie.revision):
        return Response(304, headers=headers)
    return Response(200, movie.to_json(), headers)
