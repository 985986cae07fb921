"""The native module of ``awslambdaric`` in pure Python: four calls of the Runtime API.

The native module is built for Linux only.
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import functools
import http.client
import os

_INVOCATION = "/2018-06-01/runtime/invocation"
_client: dict[str, str] = {}


def initialize_client(user_agent: str) -> None:
    """Set the runtime's user agent."""
    _client["User-Agent"] = user_agent


def next() -> tuple[bytes, dict[str, str | int | None]]:  # noqa: A001 - the native module's name
    """Wait for an event and return it, with the headers of its invocation."""
    body, headers = _call("GET", "next")
    return body, {
        "Content-Type": "application/json",
        **headers,
        "Lambda-Runtime-Deadline-Ms": int(headers["Lambda-Runtime-Deadline-Ms"]),
    }


def post_invocation_result(request_id: str, result: bytes, content_type: str, invocation_id: str | None = None) -> None:
    """Send the result of the invocation."""
    del invocation_id  # for Lambda Managed Instances
    _call("POST", f"{request_id}/response", result, {"Content-Type": content_type})


def post_error(request_id: str, error: str, xray_fault: str, invocation_id: str | None = None) -> None:
    """Report that the handler raised."""
    del invocation_id, xray_fault
    _call("POST", f"{request_id}/error", error.encode(), {"Content-Type": "application/json"})


def _call(
    method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[bytes, dict[str, str]]:
    connection = _connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        connection.request(method, f"{_INVOCATION}/{path}", body, {**_client, **(headers or {})})
        response = connection.getresponse()
        content = response.read()
    except BaseException:
        connection.close()  # the next call opens it again
        raise
    if response.status not in {200, 202}:
        raise RuntimeError(f"{method} {path} of the Runtime API: {response.status} {content!r}")
    return content, dict(response.getheaders())


@functools.cache
def _connection(address: str) -> http.client.HTTPConnection:
    """Return the connection of all calls. For each connection the Runtime API's server starts a thread."""
    return http.client.HTTPConnection(address)
