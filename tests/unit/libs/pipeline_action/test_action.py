"""An action's job is answered once, on every path."""

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from codepipeline_jobs import JOB, SECRET, Answers, job_event

NO_TIME = 0.3


@dataclass(frozen=True)
class Parameters:
    target: str
    retries: int = 1


@dataclass(frozen=True)
class Waiting:
    ticket: str


@pytest.fixture
def act(answers: Answers, context: Any) -> Any:
    """Run a job through a handler made of ``run``."""

    def run_job(run: Any, event: Any = None, *, seconds: float = 60, **arguments: Any) -> Any:
        from pipeline_action.action import pipeline_action

        handler = pipeline_action(Parameters, run, **arguments)
        return handler(job_event({"target": "x"}) if event is None else event, context(seconds))

    return run_job


def done(job: Any, _context: Any) -> Any:
    from pipeline_action.action import Done

    return Done(f"did {job.parameters}")


def test_a_job_that_is_done_succeeds_with_its_summary(act: Any, answers: Answers) -> None:
    assert act(done) == {"answer": "succeeded"}
    summary = "did Parameters(target='x', retries=1)"
    assert answers.successes == [{"jobId": JOB, "executionDetails": {"summary": summary}}]
    assert answers.failures == []


@pytest.mark.parametrize(
    ("error", "failure_type", "message"),
    [
        (RuntimeError("broken"), "JobFailed", "RuntimeError: broken"),
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": "arn:secret"}}, "GetObject"),
            "PermissionError",
            "GetObject: AccessDenied",
        ),
        (
            ClientError({"Error": {"Code": "NoSuchKey", "Message": "arn:secret"}}, "GetObject"),
            "JobFailed",
            "GetObject: NoSuchKey",
        ),
        (RuntimeError("x" * 9000), "JobFailed", ("RuntimeError: " + "x" * 9000)[:5000]),
    ],
)
def test_whatever_is_raised_fails_the_job(
    act: Any, answers: Answers, error: Exception, failure_type: str, message: str
) -> None:
    def run(*_: Any) -> Any:
        raise error

    assert act(run) == {"answer": "failed"}
    assert answers.failures == [{"jobId": JOB, "failureDetails": {"type": failure_type, "message": message}}]
    assert answers.successes == []


def test_an_actions_own_error_fails_the_job_with_its_words_and_without_a_trace(
    act: Any, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    from pipeline_action.errors import ActionError

    def run(*_: Any) -> Any:
        raise ActionError("the shop is shut")

    act(run)
    assert answers.failures[0]["failureDetails"] == {"type": "JobFailed", "message": "the shop is shut"}
    (line,) = [record for record in caplog.records if record.message == "job failed"]
    assert (line.reason, line.jobId, line.exc_info) == ("the shop is shut", JOB, None)


def test_an_empty_reason_is_replaced_for_the_api_takes_none(act: Any, answers: Answers) -> None:
    from pipeline_action.errors import ActionError

    def run(*_: Any) -> Any:
        raise ActionError("")

    act(run)
    assert answers.failures[0]["failureDetails"]["message"] == "no reason given"


def test_a_summary_is_cut_to_what_the_api_takes(act: Any, answers: Answers) -> None:
    from pipeline_action.action import Done

    act(lambda *_: Done("x" * 3000))
    act(lambda *_: Done(""))
    assert [len(told.get("executionDetails", {}).get("summary", "")) for told in answers.successes] == [2048, 0]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"target": "x", "colour": "red"}, "unknown key 'colour'; known are retries, target"),
        ({}, "target is missing"),
        (None, "target is missing"),
        ({"target": 1}, "target must be a string"),
        ({"target": "x", "retries": True}, "retries must be an integer"),
        ("https://example.com", "must be a JSON object"),
        ([], "must be a JSON object"),
        pytest.param("[" * 5000, "must be a JSON object", id="deep"),
    ],
)
def test_user_parameters_at_fault_fail_the_job_before_any_work(
    act: Any, answers: Answers, parameters: Any, message: str
) -> None:
    assert act(lambda *_: pytest.fail("it ran"), job_event(parameters)) == {"answer": "failed"}
    details = answers.failures[0]["failureDetails"]
    assert details["type"] == "ConfigurationError"
    assert details["message"].startswith("UserParameters")
    assert message in details["message"]


@pytest.mark.parametrize("wait", [lambda: time.sleep(30), lambda: [None for _ in iter(int, 1)]], ids=["asleep", "busy"])
def test_work_that_would_outlive_the_function_is_ended_and_fails(act: Any, answers: Answers, wait: Any) -> None:
    from pipeline_action.answer import RESERVE

    def run(*_: Any) -> Any:
        try:
            wait()
        except Exception:  # noqa: BLE001 - as careless code does
            pytest.fail("the end of the time was taken for an error of the work")

    assert act(run, seconds=RESERVE + NO_TIME) == {"answer": "failed"}
    assert "not done in" in answers.failures[0]["failureDetails"]["message"]


def test_the_time_limit_ends_with_the_work(act: Any, answers: Answers) -> None:
    from pipeline_action.answer import RESERVE

    act(done, seconds=RESERVE + NO_TIME)
    time.sleep(2 * NO_TIME)
    assert len(answers.successes) == 1


def test_a_function_without_time_for_an_answer_fails_at_once(act: Any, answers: Answers) -> None:
    act(lambda *_: pytest.fail("it ran"), seconds=3)
    assert "timeout leaves the action no time" in answers.failures[0]["failureDetails"]["message"]


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


@pytest.mark.parametrize(
    "event", [{}, None, [], "x", {"CodePipeline.job": None}, {"CodePipeline.job": {}}, {"CodePipeline.job": {"id": 1}}]
)
def test_an_event_without_a_job_is_logged_and_answers_nobody(
    act: Any, answers: Answers, event: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from pipeline_action.action import pipeline_action

    assert pipeline_action(Parameters, done)(event, None) == {"answer": "no job"}  # type: ignore[arg-type]
    assert answers.attempts == 0
    assert "the event has no CodePipeline job" in caplog.text


@pytest.mark.parametrize("missing", ["actionConfiguration", "inputArtifacts", "artifactCredentials"])
def test_a_malformed_job_is_answered_too(act: Any, answers: Answers, missing: str) -> None:
    event = job_event({"target": "x"})
    event["CodePipeline.job"]["data"][missing] = None
    act(done, event)
    assert answers.failures[0]["failureDetails"]["message"] == "malformed job: TypeError"


def test_the_answer_is_tried_again(act: Any, answers: Answers) -> None:
    answers.refuse((500, "InternalFailure"), (400, "ThrottlingException"))
    assert act(done) == {"answer": "succeeded"}
    assert (answers.attempts, len(answers.successes)) == (3, 1)


@pytest.mark.parametrize("succeeds", [True, False])
def test_an_answer_that_is_denied_is_logged_and_raised(
    act: Any, answers: Answers, caplog: pytest.LogCaptureFixture, *, succeeds: bool
) -> None:
    answers.refuse((400, "AccessDeniedException"))
    with pytest.raises(ClientError, match="AccessDenied"):
        act(done, job_event({"target": "x"} if succeeds else {}))
    (line,) = [record for record in caplog.records if "refused the job's answer" in record.message]
    operation = "PutJobSuccessResult" if succeeds else "PutJobFailureResult"
    assert line.reason == f"{operation}: AccessDeniedException"
    assert answers.attempts == 1


@pytest.mark.parametrize("code", ["InvalidJobStateException", "JobNotFoundException"])
def test_a_job_that_was_answered_before_is_no_reason_to_be_invoked_again(act: Any, answers: Answers, code: str) -> None:
    answers.refuse((400, code))
    act(done)
    assert answers.attempts == 1


def test_the_jobs_credentials_are_in_no_log(act: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def run(job: Any, _context: Any) -> Any:
        raise RuntimeError(f"{job}")

    act(run)
    event = job_event({"target": "x"})
    event["CodePipeline.job"]["data"]["inputArtifacts"] = SECRET
    act(done, event)
    assert SECRET not in caplog.text
    assert SECRET not in str([vars(record) for record in caplog.records])
