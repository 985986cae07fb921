import time
from collections.abc import Iterator
from typing import Any

import pytest
from codepipeline_jobs import Answers
from moto import mock_aws


class Context:
    """Lambda's context object: so many seconds from its making on."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return int((self._end - time.monotonic()) * 1000)


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    import boto3

    from pipeline_action import answer

    client = boto3.client("codepipeline", config=answer._codepipeline.meta.config)
    monkeypatch.setattr(answer, "_codepipeline", client)
    return Answers(client)


@pytest.fixture
def context() -> Any:
    return Context
