"""Pages of a table: at most ``limit`` items, and a cursor for the next page."""

import re
from typing import Any

from rest_api import cursors
from rest_api.request import HttpError, Request

_LIMIT = re.compile(r"[1-9][0-9]?|100")
_DEFAULT_LIMIT = "20"


def scan_page(dynamodb: Any, table: str, request: Request) -> tuple[list[dict[str, Any]], str | None]:  # noqa: ANN401 - boto3's
    """Return the items of the page that a request asks for, and the cursor of the next page, or None on the last.

    The scan reads one item more than the page has. LastEvaluatedKey alone is not enough: DynamoDB returns it after
    the last item too, which would give an empty last page.

    Args:
        dynamodb: the client.
        table: name of a table with the partition key ``id``, a string, and no sort key.
        request: may have the query parameters ``limit``, from 1 to 100, by default 20, and ``cursor``.

    Raises:
        HttpError: 400, a parameter is not valid.
    """
    limit, cursor = _limit(request), request.query_parameter("cursor")
    start: dict[str, Any] = {} if cursor is None else {"ExclusiveStartKey": {"id": {"S": cursors.decode(cursor)}}}
    # Strongly consistent: the pages contain every item exactly once, unless there are writes in between.
    page = dynamodb.scan(TableName=table, Limit=limit + 1, ConsistentRead=True, **start)
    items: list[dict[str, Any]] = page["Items"][:limit]
    has_more = len(page["Items"]) > limit or "LastEvaluatedKey" in page
    return items, cursors.encode(items[-1]["id"]["S"]) if has_more else None


def _limit(request: Request) -> int:
    limit = request.query_parameter("limit")
    if limit is None:
        limit = _DEFAULT_LIMIT
    if not _LIMIT.fullmatch(limit):
        raise HttpError(400, "The query parameter limit must be a whole number from 1 to 100.")
    return int(limit)
