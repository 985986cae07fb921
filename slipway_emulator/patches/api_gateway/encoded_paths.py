"""A REST API routes and hands on the path as it was sent: percent-encoded.

AWS gives a function ``path``, ``requestContext.path`` and ``pathParameters`` undecoded (the query string is decoded),
so ``/movies/a%2Fb`` is one segment, and decoding it is up to the function. HTTP APIs decode.
https://github.com/serverless/serverless/issues/5037
https://github.com/localstack/localstack/pull/7728
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

MiniStack 1.5.33 decodes the path before it looks for the resource: an encoded slash leads to another resource or
none, and a function that decodes does so twice.
"""

import functools

from ministack import app
from ministack.services import apigateway_v1


def apply() -> None:
    """Wrap the entry point of calls to APIs."""
    handle = app._handle_execute_api_request

    @functools.wraps(handle)
    async def handle_request(
        host: str, path: str, *args: object, raw_path: str | None = None, **options: object
    ) -> object:
        parsed = app._parse_execute_api_url(host, path)
        if raw_path and parsed and apigateway_v1.find_api_scope(parsed[0]):
            path = raw_path
        return await handle(host, path, *args, raw_path=raw_path, **options)

    app._handle_execute_api_request = handle_request
