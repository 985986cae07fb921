from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aws_oracle import KEY, Script, Sent, scripted_server, sent

from aws_client import transport
from aws_client.connection import Response


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_REGION", "AWS_PROFILE", "_X_AMZN_TRACE_ID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), KEY, strict=True):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


@pytest.fixture
def server() -> Iterator[Script]:
    with scripted_server() as script:
        yield script


@pytest.fixture
def sent_by_ours(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], list[Sent]]:
    """``sent_by_ours(now)`` returns the list of what `aws_client` sends from now on; nothing leaves the process."""

    def start(now: float) -> list[Sent]:
        found: list[Sent] = []

        class Connection:
            is_reusable = False

            def __init__(self, *_: Any) -> None:
                pass

            def exchange(self, head: bytes, body: bytes, **_: bool) -> Response:
                line, *headers = head.decode().rstrip("\r\n").split("\r\n")
                method, target, _version = line.split(" ")
                found.append(sent(method, target, dict(header.split(": ", 1) for header in headers), body))
                return Response(200, {}, b"")

            def close(self) -> None:
                pass

        monkeypatch.setattr(transport, "Connection", Connection)
        monkeypatch.setattr(transport.time, "time", lambda: now)
        return found

    return start
