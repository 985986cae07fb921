"""GET /movies: list the movies, page by page."""

import re
from collections.abc import Mapping
from typing import Any

import cursors
from movies.movie import Movie
from movies.table import TABLE, dynamodb
from rest_api.request import HttpError, Request
from rest_api.response import Response, respond

_LIMIT = re.compile(r"[1-9][0-9]?|100")
_DEFAULT_LIMIT = "20"


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Handle an API Gateway proxy event."""
    return respond(event, list_movies)


def list_movies(request: Request) -> Response:
    """Return 200 with up to ``limit`` movies and the cursor of the next page, which is null on the last page."""
    limit = request.query_parameter("limit")
    if limit is None:
        limit = _DEFAULT_LIMIT
    if not _LIMIT.fullmatch(limit):
        raise HttpError(400, "The query parameter limit must be a whole number from 1 to 100.")
    items, has_more = _page(int(limit), request.query_parameter("cursor"))
    movies = [Movie.from_item(item) for item in items]
    return Response(
        200,
        {
            "movies": [movie.to_json() for movie in movies],
            "nextCursor": cursors.encode(movies[-1].id) if has_more else None,
        },
    )


def _page(limit: int, cursor: str | None) -> tuple[list[dict[str, Any]], bool]:
    """Return the items of a page, and whether there are more.

    The scan reads one item more than the page has. LastEvaluatedKey alone is not enough: DynamoDB returns it after
    the last item too, which would give an empty last page.
    """
    start: dict[str, Any] = {} if cursor is None else {"ExclusiveStartKey": {"id": {"S": cursors.decode(cursor)}}}
    # Strongly consistent: the pages contain every movie exactly once, unless there are writes in between.
    page = dynamodb.scan(TableName=TABLE, Limit=limit + 1, ConsistentRead=True, **start)
    items: list[dict[str, Any]] = page["Items"]
    return items[:limit], len(items) > limit or "LastEvaluatedKey" in page
