"""State is passed from one invocation to the next, up to a number of invocations."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from codepipeline_jobs import Answers, job_event


@dataclass(frozen=True)
class Waiting:
    ticket: str


def done(job: Any, _context: Any) -> Any:
    from pipeline_action.action import Done

    return Done(f"did {job.parameters}")


def waiting(job: Any, _context: Any) -> Any:
    from pipeline_action.action import Continue

    return Continue(Waiting("T-1"), "ticket T-1 is open")


def test_state_is_passed_to_the_next_invocation(act: Any, answers: Answers) -> None:
    seen: list[Any] = []

    def run(job: Any, context: Any) -> Any:
        seen.append((job.state, job.attempt))
        return waiting(job, context) if job.attempt < 3 else done(job, context)

    event = job_event({"target": "x"})
    for _ in range(3):
        act(run, event, state=Waiting, attempts=5)
        event = job_event({"target": "x"}, answers.successes[-1].get("continuationToken"))
    assert seen == [(None, 1), (Waiting("T-1"), 2), (Waiting("T-1"), 3)]
    assert [json.loads(success["continuationToken"]) for success in answers.successes[:2]] == [
        {"version": 1, "attempt": attempt, "state": {"ticket": "T-1"}} for attempt in (1, 2)
    ]
    assert "continuationToken" not in answers.successes[2]


def test_an_action_that_never_finishes_fails(act: Any, answers: Answers) -> None:
    event = job_event({"target": "x"})
    results = []
    for _ in range(3):
        results.append(act(waiting, event, state=Waiting, attempts=3)["answer"])
        event = job_event({"target": "x"}, answers.successes[-1]["continuationToken"])
    assert results == ["continued", "continued", "failed"]
    message = answers.failures[0]["failureDetails"]["message"]
    assert message == "not finished after 3 invocations: ticket T-1 is open"


@pytest.mark.parametrize(
    "token",
    [
        "T-1",
        "{}",
        '{"version":2,"attempt":1,"state":{"ticket":"T-1"}}',
        '{"version":1,"attempt":1,"state":{"number":1}}',
        '{"version":1,"attempt":"x","state":{"ticket":"T-1"}}',
        '{"version":1,"attempt":0,"state":{"ticket":"T-1"}}',
        '{"version":1,"attempt":-5,"state":{"ticket":"T-1"}}',
        '{"version":1,"state":{"ticket":"T-1"}}',
        "[]",
        "null",
    ],
)
def test_an_unknown_token_fails_the_job(act: Any, answers: Answers, token: str) -> None:
    act(lambda *_: pytest.fail("it ran"), job_event({"target": "x"}, token), state=Waiting, attempts=3)
    assert "continuation token" in answers.failures[0]["failureDetails"]["message"]


def test_a_token_for_an_action_without_state_fails_the_job(act: Any, answers: Answers) -> None:
    act(done, job_event({"target": "x"}, "{}"))
    assert "continuation token" in answers.failures[0]["failureDetails"]["message"]


def test_a_state_that_is_too_long_for_a_token_fails_the_job(act: Any, answers: Answers) -> None:
    from pipeline_action.action import Continue

    act(lambda *_: Continue(Waiting("x" * 2048), "open"), state=Waiting, attempts=3)
    assert "state is too long" in answers.failures[0]["failureDetails"]["message"]
