"""A request whose line and headers have more than 10,240 bytes is rejected with 431.

"Total combined size of request line and header values", "10240 bytes", and it can't be increased:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
The status and the text are those that users report:
https://backbencher.dev/solved-431-status-code-with-request-header-fields-too-large
https://ntsblog.homedev.com.au/index.php/2021/03/09/aws-api-gateway-http-header-is-larger-than-10240-bytes/

MiniStack has no limit.
"""

import functools
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from ministack import app

_LIMIT = 10_240  # bytes
_LOCAL_PATH = re.compile(r"^/_aws/execute-api/[^/]+")
_Handle = Callable[..., Awaitable[Any]]


def apply() -> None:
    """Wrap the handler of requests to APIs."""
    app._handle_execute_api_request = _limited(app._handle_execute_api_request)


def _limited(handle: _Handle) -> _Handle:
    @functools.wraps(handle)
    async def handle_request(
        host: str, path: str, method: str, headers: dict[str, str], *rest: object, **raw: str | None
    ) -> Any:  # noqa: ANN401 - MiniStack's response
        target = _LOCAL_PATH.sub("", raw.get("raw_path") or path)
        line = f"{method} {target}?{raw.get('raw_query_string') or ''} HTTP/1.1"
        size = len(line.encode()) + sum(len(value.encode()) for value in headers.values())
        if size > _LIMIT and _is_of_an_api(host, path):
            content_type = {"Content-Type": "text/plain; charset=utf-8"}
            text = f"HTTP header is larger than {_LIMIT} bytes."
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value, content_type, text.encode()
        return await handle(host, path, method, headers, *rest, **raw)

    return handle_request


def _is_of_an_api(host: str, path: str) -> bool:
    return bool(app._parse_execute_api_url(host, path) or app._resolve_custom_domain_request(host, path))
