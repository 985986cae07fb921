"""GET /movies: list the movies, page by page."""

from collections.abc import Mapping
from typing import Any

from movies.movie import Movie
from movies.table import TABLE, dynamodb
from rest_api.pages import scan_page
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, list_movies)


def list_movies(request: Request) -> Response:
    """Return 200 with up to ``limit`` movies and the cursor of the next page, which is null on the last page."""
    items, next_cursor = scan_page(dynamodb, TABLE, request)
    return Response(200, {"movies": [Movie.from_item(item).to_json() for item in items], "nextCursor": next_cursor})
