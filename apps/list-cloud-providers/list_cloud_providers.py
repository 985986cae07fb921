"""GET /providers: list the cloud providers, page by page."""

from collections.abc import Mapping
from typing import Any

from cloud_providers.table import dynamodb, from_item, table_of
from rest_api.pages import scan_page
from rest_api.request import Request
from rest_api.response import Response, respond


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Handle an event of an HTTP API."""
    return respond(event, lambda request: list_providers(request, table_of(request, context)))


def list_providers(request: Request, table: str) -> Response:
    """Return 200 with up to ``limit`` providers and the cursor of the next page, which is null on the last page."""
    items, next_cursor = scan_page(dynamodb, table, request)
    return Response(200, {"providers": [from_item(item) for item in items], "nextCursor": next_cursor})
