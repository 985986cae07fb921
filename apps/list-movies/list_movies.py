"""GET /movies: the movies, page by page."""

import re
from collections.abc import Mapping
from typing import Any

from cursor import decode, encode
from movies.model import Movie
from movies.table import TABLE, dynamodb
from rest_api.errors import HttpError
from rest_api.request import Request
from rest_api.response import Response, respond

_LIMIT = re.compile(r"[1-9][0-9]?|100")
_DEFAULT_LIMIT = "20"


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an event of the API's proxy integration."""
    return respond(event, list_movies)


def list_movies(request: Request) -> Response:
    """Answer 200 with up to ``limit`` movies and the cursor of the next page, null after the last."""
    limit = request.query_parameter("limit")
    if limit is None:
        limit = _DEFAULT_LIMIT
    if not _LIMIT.fullmatch(limit):
        raise HttpError(400, "The query parameter limit must be a whole number from 1 to 100.")
    items, more = _page(int(limit), request.query_parameter("cursor"))
    movies = [Movie.from_item(item) for item in items]
    return Response(
        200,
        {
            "movies": [movie.to_json() for movie in movies],
            "nextCursor": encode(movies[-1].id) if more else None,
        },
    )


def _page(limit: int, cursor: str | None) -> tuple[list[dict[str, Any]], bool]:
    """Return the items of a page, and whether there are more.

    One item too many is asked for: a scan says where it stopped even when nothing follows, and would make an
    empty last page.
    """
    start: dict[str, Any] = {} if cursor is None else {"ExclusiveStartKey": {"id": {"S": decode(cursor)}}}
    # Consistent, so that every movie is there exactly once as soon as nobody writes any more.
    answer = dynamodb.scan(TableName=TABLE, Limit=limit + 1, ConsistentRead=True, **start)
    items: list[dict[str, Any]] = answer["Items"]
    return items[:limit], len(items) > limit or "LastEvaluatedKey" in answer
