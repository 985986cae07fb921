"""A call that the SDK retries because the response was lost gets that response, and isn't executed twice.

An SDK sends all attempts of a call with the same ``amz-sdk-invocation-id`` and counts them in ``amz-sdk-request``:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

MiniStack executes each attempt. Three times in four runs of all tests on a machine under load, Terraform got the
error that a role, a function or an alias which it had just created existed already. Why the first response was lost
isn't known; this patch logs a warning when it happens.
"""

import asyncio
import functools
import logging
from collections import OrderedDict
from typing import Any

from ministack import app as ministack_app

_MAX_RESPONSES = 1000  # a call is retried within seconds
_MAX_SIZE = 64 * 1024  # bytes of a stored response: a call that creates something returns a few kilobytes

_logger = logging.getLogger(__name__)


def apply() -> None:
    """Wrap the ASGI application."""
    handle = ministack_app.app
    responses: OrderedDict[str, asyncio.Future[list[dict[str, Any]]]] = OrderedDict()

    @functools.wraps(handle)
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's callables
        headers = dict(scope.get("headers", ()))
        invocation = headers.get(b"amz-sdk-invocation-id", b"").decode("latin-1")
        if not invocation:
            await handle(scope, receive, send)
            return
        is_retry = b"attempt=1" not in headers.get(b"amz-sdk-request", b"attempt=1").split(b"; ")
        if is_retry and invocation in responses and (messages := await responses[invocation]):
            _logger.warning("the SDK lost the response and gets it again: %s", scope["path"])
            for message in messages:
                await send(message)
            return
        await _record(handle, scope, receive, send, _expect(responses, invocation))

    ministack_app.app = app


def _expect(responses: OrderedDict[str, Any], invocation: str) -> Any:  # noqa: ANN401 - a future
    responses[invocation] = asyncio.get_running_loop().create_future()
    while len(responses) > _MAX_RESPONSES:
        responses.popitem(last=False)
    return responses[invocation]


async def _record(handle: Any, scope: Any, receive: Any, send: Any, response: Any) -> None:  # noqa: ANN401 - ASGI's
    """Handle a call, and store its response if it succeeded; an empty one otherwise."""
    messages: list[dict[str, Any]] = []

    async def sending(message: dict[str, Any]) -> None:
        messages.append(message)
        await send(message)

    try:
        await handle(scope, receive, sending)
    finally:
        size = sum(len(message.get("body", b"")) for message in messages)
        is_complete = len(messages) > 1 and not messages[-1].get("more_body", False)
        is_stored = is_complete and messages[0]["status"] < 300 and size <= _MAX_SIZE
        response.set_result(messages if is_stored else [])
