"""An action's job is answered once, on every path."""

import logging
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError
from codepipeline_jobs import JOB, SECRET, Answers, job_event

NO_TIME = 0.3


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


@pytest.mark.parametrize(
    "event", [{}, [], "x", {"CodePipeline.job": None}, {"CodePipeline.job": {}}, {"CodePipeline.job": {"id": 1}}]
)
def test_an_event_without_a_job_is_logged_and_answers_nobody(
    act: Any, answers: Answers, event: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert act(done, event) == {"answer": "no job"}
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
