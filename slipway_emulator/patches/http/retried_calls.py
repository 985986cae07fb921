"""A call with an idempotency token that the SDK retries gets the response of its first attempt.

An operation with such a token returns the first result when the call is repeated, for example when its response was
lost. Every other operation is executed again, as on AWS: the second CreateRole fails, since the role exists.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Run_Instance_Idempotency.html

An SDK sends all attempts of a call with the same ``amz-sdk-invocation-id`` and token, and counts them in
``amz-sdk-request``: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

MiniStack knows the tokens of few services, such as DynamoDB, and executes each attempt of the others.
"""

import asyncio
import functools
import json
import logging
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

from ministack import app as ministack_app

# The members with the trait idempotencyToken in botocore's models, and CallerReference of CloudFront and Route 53.
_TOKENS = {"clientrequesttoken", "clienttoken", "creationtoken", "idempotencytoken", "callerreference"}
_RAW_TOKENS = tuple(map(str.encode, _TOKENS))
_MAX_RESPONSES = 1000  # a call is retried within seconds
_MAX_SIZE = 64 * 1024  # bytes of a request with a token, and of a stored response

_logger = logging.getLogger(__name__)


def apply() -> None:
    """Wrap the ASGI application."""
    handle = ministack_app.app
    responses: OrderedDict[str, asyncio.Future[list[dict[str, Any]]]] = OrderedDict()

    @functools.wraps(handle)
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's callables
        headers = dict(scope.get("headers", ()))
        invocation = headers.get(b"amz-sdk-invocation-id", b"").decode("latin-1")
        if not invocation or not 0 < int(headers.get(b"content-length", b"0")) <= _MAX_SIZE:
            await handle(scope, receive, send)
            return
        body, receive = await _read(receive)
        if not _has_token(body):
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


async def _read(receive: Any) -> tuple[bytes, Any]:  # noqa: ANN401 - ASGI's
    """Return the body of a request, and a callable that receives the request again."""
    messages = [await receive()]
    while messages[-1].get("more_body", False):
        messages.append(await receive())
    pending = list(messages)

    async def receive_again() -> Any:  # noqa: ANN401 - ASGI's
        return pending.pop(0) if pending else await receive()

    return b"".join(message.get("body", b"") for message in messages), receive_again


def _has_token(body: bytes) -> bool:
    """Return whether a request's body, in JSON, XML or as a form, has an idempotency token at its top level."""
    lowered = body.lower()
    if not any(token in lowered for token in _RAW_TOKENS):
        return False
    if body.startswith(b"<"):
        return b"<CallerReference>" in body
    try:
        names = json.loads(body) if body.startswith(b"{") else parse_qs(body.decode())
    except ValueError:
        return False
    return any(name.lower() in _TOKENS for name in names)


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
