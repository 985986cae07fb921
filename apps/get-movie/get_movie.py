"""GET /movies/{movieID}: read a movie."""

from collections.abc import Mapping
from typing import Any

from movies.movie import Movie
from movies.table import TABLE, dynamodb, not_found
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, get_movie)


def get_movie(request: Request) -> Response:
    """Return 200 with the movie and its ETag, 304 if the client has this version already, or 404."""
    movie_id = request.path_parameter("movieID")
    # Strongly consistent: clients read the Location right after a POST.
    found = dynamodb.get_item(TableName=TABLE, Key={"id": {"S": movie_id}}, ConsistentRead=True)
    if "Item" not in found:
        raise not_found(movie_id)
    movie = Movie.from_item(found["Item"])
    headers = {"ETag": movie.etag}
    if request.has_etag(movie.etag):
        return Response(304, headers=headers)
    return Response(200, movie.to_json(), headers)
