"""A call that the SDK repeats, because its answer got lost, gets that answer and isn't carried out twice.

An SDK sends each attempt of a call with the same ``amz-sdk-invocation-id``, and counts them in ``amz-sdk-request``:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

MiniStack 1.5.33 carries each attempt out. Three times in four runs of all tests on a machine under load, Terraform was
told of a role, a function or an alias that it had just made that it was already there; why the first answer was lost is
not known, and the warning below says when it happens again.
"""

import asyncio
import logging
from collections import OrderedDict
from typing import Any

from ministack import app as ministack_app

_KEPT = 1000  # answers; a repeated call comes within seconds
_LARGEST = 64 * 1024  # bytes of an answer that is kept: what creates something answers with a few kilobytes

_logger = logging.getLogger(__name__)


def apply() -> None:
    """Wrap the ASGI application."""
    handle = ministack_app.app
    answers: OrderedDict[str, asyncio.Future[list[dict[str, Any]]]] = OrderedDict()

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's callables
        headers = dict(scope.get("headers", ()))
        invocation = headers.get(b"amz-sdk-invocation-id", b"").decode("latin-1")
        if not invocation:
            await handle(scope, receive, send)
            return
        is_repeated = b"attempt=1" not in headers.get(b"amz-sdk-request", b"attempt=1").split(b"; ")
        if is_repeated and invocation in answers and (messages := await answers[invocation]):
            _logger.warning("answered again, for the SDK has lost the first answer: %s", scope["path"])
            for message in messages:
                await send(message)
            return
        await _record(handle, scope, receive, send, _expect(answers, invocation))

    ministack_app.app = app


def _expect(answers: OrderedDict[str, Any], invocation: str) -> Any:  # noqa: ANN401 - a future
    answers[invocation] = asyncio.get_running_loop().create_future()
    while len(answers) > _KEPT:
        answers.popitem(last=False)
    return answers[invocation]


async def _record(handle: Any, scope: Any, receive: Any, send: Any, answer: Any) -> None:  # noqa: ANN401 - ASGI's
    """Handle a call, and keep what was answered if it was carried out; nothing of any other."""
    messages: list[dict[str, Any]] = []

    async def sending(message: dict[str, Any]) -> None:
        messages.append(message)
        await send(message)

    try:
        await handle(scope, receive, sending)
    finally:
        size = sum(len(message.get("body", b"")) for message in messages)
        is_whole = len(messages) > 1 and not messages[-1].get("more_body", False)
        is_kept = is_whole and messages[0]["status"] < 300 and size <= _LARGEST
        answer.set_result(messages if is_kept else [])
