"""Serves MiniStack over HTTP: hypercorn behind the gate, with changes for the AWS SDKs' connections."""

import asyncio
from typing import Any

import h11
import hypercorn.asyncio
from hypercorn.asyncio.worker_context import AsyncioSingleTask
from hypercorn.config import Config
from hypercorn.events import RawData
from hypercorn.protocol.h11 import H11Protocol
from ministack.app import app

from slipway_emulator import snapshot
from slipway_emulator.gate import guard


def run(listener: int, secret: str) -> None:
    """Serve until the process is killed.

    Args:
        listener: file descriptor of the listening socket.
        secret: secret access key of each account's root.
    """
    config = Config()
    config.bind = [f"fd://{listener}"]
    AsyncioSingleTask.restart = _no_timeout
    H11Protocol._send_h11_event = _send_head_with_body
    # A trigger that never fires leaves SIGTERM its default action. A graceful stop would wait for every
    # client's idle connection.
    application = guard(snapshot.serve(app), secret)
    asyncio.run(hypercorn.asyncio.serve(application, config, shutdown_trigger=asyncio.Event().wait))


async def _no_timeout(*_: object) -> None:
    """Replace hypercorn's start of a task after each request that closes the connection if it stays idle.

    The client closes it. If both sides close one at the same moment, a request can be lost, and the client's retry
    fails because the resource exists already. The task would also keep the connection of a client that has closed it,
    so that a thousand clients use up the process's file descriptors.
    """


async def _send_head_with_body(protocol: Any, event: Any) -> None:  # noqa: ANN401 - hypercorn's H11Protocol, h11's event
    """Replace hypercorn's sending of a part of a response: the head waits for the first part of the body.

    ASGI requires it: "the protocol server must not actually start sending the response to the client until it has
    received at least one http.response.body event" (https://asgi.readthedocs.io/en/latest/specs/www.html).

    Terraform's AWS provider needs it. When the head arrives, its SDK closes the body of the request, and if the
    goroutine that has just sent that body isn't done with it, net/http takes this for a failure and closes the
    connection: https://github.com/aws/smithy-go/blob/v1.27.7/transport/http/internal/io/safe.go#L34. That happens on
    a busy machine, since the response is ready within a millisecond. The body of the response is lost, and the SDK
    repeats the call, which was executed. If head and body arrive together, net/http has read the first 4096 bytes of
    both by then: enough for the responses of calls that create something.
    """
    try:
        data = protocol.connection.send(event)
    except h11.LocalProtocolError:
        if protocol.connection.their_state != h11.ERROR:
            raise
        return
    head = getattr(protocol, "pending_head", b"")
    if isinstance(event, h11.Response):
        protocol.pending_head = data
    else:
        protocol.pending_head = b""
        if sent := head + data:  # nothing at the end of a body whose length was sent
            await protocol.send(RawData(data=sent))
