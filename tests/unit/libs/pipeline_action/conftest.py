import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from codepipeline_jobs import Answers, job_event
from moto import mock_aws


class Context:
    """Lambda's context object for an invocation with a number of seconds."""

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

    from pipeline_action import result

    client = boto3.client("codepipeline", config=result._codepipeline.meta.config)
    monkeypatch.setattr(result, "_codepipeline", client)
    return Answers(client)


@pytest.fixture
def context() -> Any:
    return Context


@dataclass(frozen=True)
class Parameters:
    target: str
    retries: int = 1


@pytest.fixture
def act(answers: Answers, context: Any) -> Any:
    """Run a job with a handler for ``run``."""

    def run_job(run: Any, event: Any = None, *, seconds: float = 60, **arguments: Any) -> Any:
        from pipeline_action.action import pipeline_action

        handler = pipeline_action(Parameters, run, **arguments)
        return handler(job_event({"target": "x"}) if event is None else event, context(seconds))

    return run_job
