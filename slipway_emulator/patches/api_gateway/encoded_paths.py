"""A REST API routes and passes on the path as it was sent: percent-encoded.

AWS doesn't decode ``path``, ``requestContext.path`` and ``pathParameters`` of a function's event (it does decode the
query string), so ``/movies/a%2Fb`` is one segment, which the function must decode. HTTP APIs decode it.
https://github.com/serverless/serverless/issues/5037
https://github.com/localstack/localstack/pull/7728
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

MiniStack decodes the path before it finds the resource: an encoded slash leads to another resource or to none,
and a function that decodes a segment decodes it twice.
"""

import functools
from typing import Any

from ministack import app
from ministack.services import apigateway_v1

from slipway_emulator import hosts


def apply() -> None:
    """Wrap the handler of API calls."""
    handle: Any = app._handle_execute_api_request

    @functools.wraps(handle)
    async def handle_request(
        host: str, path: str, *args: object, raw_path: str | None = None, **options: object
    ) -> object:
        if not hosts.is_public(host, path):
            return None  # as MiniStack, without asking the wrappers inside
        parsed = app._parse_execute_api_url(host, path)
        if raw_path and parsed and apigateway_v1.find_api_scope(parsed[0]):
            path = raw_path
        return await handle(host, path, *args, raw_path=raw_path, **options)

    app._handle_execute_api_request = handle_request
