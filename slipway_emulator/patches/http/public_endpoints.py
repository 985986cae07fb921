"""A request to a public endpoint reaches that endpoint, and no API of AWS.

On AWS each has its own hosts. MiniStack looks at the path first: it responds to ``/_ministack/reset`` of a
distribution itself, and not with the distribution's origin. A request to an endpoint that doesn't exist, e.g. to the
load balancer ``none.alb.localhost``, is one to the APIs of AWS. Public endpoints answer pages of every site, so such a
page could reset the local AWS, or call STS and read the response.
"""

import functools
from collections.abc import Awaitable, Callable
from typing import Any, cast

from ministack import app

from slipway_emulator import hosts

_Response = tuple[int, dict[str, str], Any]
_Handle = Callable[..., Awaitable[_Response | None]]


def apply() -> None:
    """Wrap the three functions that handle requests before the APIs do."""
    app._handle_pre_body_request = _not_for_endpoints(app._handle_pre_body_request)
    app._handle_post_body_shortcuts = _not_for_endpoints(app._handle_post_body_shortcuts)
    handle = app._handle_special_data_plane_request

    @functools.wraps(handle)
    async def handle_special(
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        *rest: Any,  # noqa: ANN401 - passed on
        **raw: Any,  # noqa: ANN401 - passed on
    ) -> _Response | None:
        if not hosts.is_public(headers.get("host", ""), path):
            return cast("_Response | None", await handle(method, path, headers, body, *rest, **raw))
        return await _respond(method, path, headers, body, *rest, **raw) or _no_endpoint()

    app._handle_special_data_plane_request = handle_special


def _not_for_endpoints(handle: _Handle) -> _Handle:
    @functools.wraps(handle)
    async def handle_others(method: str, path: str, headers: dict[str, str], *rest: object) -> _Response | None:
        if hosts.is_public(headers.get("host", ""), path):
            return None
        return await handle(method, path, headers, *rest)

    return handle_others


async def _respond(
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, list[str]],
    request_id: str,
    raw_path: str | None = None,
    raw_query_string: str = "",
    client_ip: str = "127.0.0.1",
) -> _Response | None:
    """Return an endpoint's response, None if there is no such endpoint. As MiniStack's function, without the APIs."""
    host = headers.get("host", "")
    request = (host, path, method, headers, body, query)
    raw = {"raw_path": raw_path, "raw_query_string": raw_query_string}
    response: Any
    if response := await app._handle_cloudfront_dataplane_request(
        host, path, raw_path or path, raw_query_string, method, headers, body, query, client_ip
    ):
        return cast("_Response", response)
    if response := await app._handle_execute_api_request(*request, **raw):
        return _with_request_ids(response, request_id)
    if response := await app._handle_lambda_url_request(*request):
        if not any(name.lower() == "x-amzn-requestid" for name in response[1]):
            response[1]["x-amzn-RequestId"] = request_id
        return cast("_Response", response)
    if hosts.is_website(host):
        if website := await _website(*request):
            return _with_request_ids(website, request_id, include_s3_id=True)
        return None
    return cast("_Response | None", await app._handle_alb_request(*request, raw_query_string, raw_path))


async def _website(
    host: str, path: str, method: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
) -> _Response | None:
    target, s3 = app._s3_cors_target(host, path, path_style=False), app._get_module("s3")
    if method == "OPTIONS" and target:
        return cast("_Response", s3.cors_preflight(*target, headers))
    response: _Response | None = await app._handle_s3_vhost_request(host, path, method, headers, body, query)
    if response and target:
        response[1].update(s3.cors_response_headers(target[0], method, headers))
    return response


def _with_request_ids(response: _Response, request_id: str, **options: bool) -> _Response:
    return cast("_Response", app._with_data_plane_headers(response, request_id, wildcard_cors=False, **options))


def _no_endpoint() -> _Response:
    return 404, {"Content-Type": "text/plain; charset=utf-8"}, b"there is no such endpoint\n"
