"""State goes from one invocation to the next, not without end."""

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


def test_state_is_carried_from_one_invocation_to_the_next(act: Any, answers: Answers) -> None:
    seen: list[Any] = []

    def run(job: Any, context: Any) -> Any:
        seen.append((job.state, job.attempt))
        return waiting(job, context) if job.attempt < 3 else done(job, context)

    event = job_event({"target": "x"})
    for _ in range(3):
        act(run, event, state=Waiting, attempts=5)
        event = job_event({"target": "x"}, answers.successes[-1].get("continuationToken"))
    assert seen == [(None, 1), (Waiting("T-1"), 2), (Waiting("T-1"), 3)]
    assert [json.loads(told["continuationToken"]) for told in answers.successes[:2]] == [
        {"version": 1, "attempt": attempt, "state": {"ticket": "T-1"}} for attempt in (1, 2)
    ]
    assert "continuationToken" not in answers.successes[2]


def test_an_action_that_never_ends_is_given_up(act: Any, answers: Answers) -> None:
    event = job_event({"target": "x"})
    results = []
    for _ in range(3):
        results.append(act(waiting, event, state=Waiting, attempts=3)["answer"])
        event = job_event({"target": "x"}, answers.successes[-1]["continuationToken"])
    assert results == ["continued", "continued", "failed"]
    message = answers.failures[0]["failureDetails"]["message"]
    assert message == "given up after 3 invocations: ticket T-1 is open"


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
def test_a_token_that_this_function_did_not_write_fails_the_job(act: Any, answers: Answers, token: str) -> None:
    act(lambda *_: pytest.fail("it ran"), job_event({"target": "x"}, token), state=Waiting, attempts=3)
    assert "continuation token" in answers.failures[0]["failureDetails"]["message"]


def test_a_token_for_an_action_that_never_continues_fails_the_job(act: Any, answers: Answers) -> None:
    act(done, job_event({"target": "x"}, "{}"))
    assert "continuation token" in answers.failures[0]["failureDetails"]["message"]


def test_state_too_long_for_a_token_fails_the_job(act: Any, answers: Answers) -> None:
    from pipeline_action.action import Continue

    act(lambda *_: Continue(Waiting("x" * 2048), "open"), state=Waiting, attempts=3)
    assert "state is too long" in answers.failures[0]["failureDetails"]["message"]
