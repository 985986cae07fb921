"""Every job gets exactly one result."""

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
def test_an_exception_fails_the_job(
    act: Any, answers: Answers, error: Exception, failure_type: str, message: str
) -> None:
    def run(*_: Any) -> Any:
        raise error

    assert act(run) == {"answer": "failed"}
    assert answers.failures == [{"jobId": JOB, "failureDetails": {"type": failure_type, "message": message}}]
    assert answers.successes == []


def test_an_action_error_fails_the_job_with_its_message_and_without_a_stack_trace(
    act: Any, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    from pipeline_action.errors import ActionError

    def run(*_: Any) -> Any:
        raise ActionError("the shop is closed")

    act(run)
    assert answers.failures[0]["failureDetails"] == {"type": "JobFailed", "message": "the shop is closed"}
    (line,) = [record for record in caplog.records if record.message == "job failed"]
    assert (line.reason, line.jobId, line.exc_info) == ("the shop is closed", JOB, None)


def test_an_empty_message_is_replaced_since_the_api_rejects_it(act: Any, answers: Answers) -> None:
    from pipeline_action.errors import ActionError

    def run(*_: Any) -> Any:
        raise ActionError("")

    act(run)
    assert answers.failures[0]["failureDetails"]["message"] == "no reason given"


def test_a_summary_is_cut_to_the_limit_of_the_api(act: Any, answers: Answers) -> None:
    from pipeline_action.action import Done

    act(lambda *_: Done("x" * 3000))
    act(lambda *_: Done(""))
    assert [len(success.get("executionDetails", {}).get("summary", "")) for success in answers.successes] == [2048, 0]


def test_variables_are_output_variables_of_the_action(act: Any, answers: Answers) -> None:
    from pipeline_action.action import Done

    act(lambda *_: Done("did it", {"get-movie": "7"}))
    act(lambda *_: Done("did it"))
    assert [success.get("outputVariables") for success in answers.successes] == [{"get-movie": "7"}, None]


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
def test_invalid_user_parameters_fail_the_job_before_it_runs(
    act: Any, answers: Answers, parameters: Any, message: str
) -> None:
    assert act(lambda *_: pytest.fail("it ran"), job_event(parameters)) == {"answer": "failed"}
    details = answers.failures[0]["failureDetails"]
    assert details["type"] == "ConfigurationError"
    assert details["message"].startswith("UserParameters")
    assert message in details["message"]


@pytest.mark.parametrize("wait", [lambda: time.sleep(30), lambda: [None for _ in iter(int, 1)]], ids=["asleep", "busy"])
def test_a_job_that_takes_too_long_is_interrupted_and_fails(act: Any, answers: Answers, wait: Any) -> None:
    from pipeline_action.result import RESERVE

    def run(*_: Any) -> Any:
        try:
            wait()
        except Exception:  # noqa: BLE001 - as in careless code
            pytest.fail("the time limit was caught as an error of the action")

    assert act(run, seconds=RESERVE + NO_TIME) == {"answer": "failed"}
    assert "not finished in" in answers.failures[0]["failureDetails"]["message"]


def test_the_time_limit_ends_with_the_work(act: Any, answers: Answers) -> None:
    from pipeline_action.result import RESERVE

    act(done, seconds=RESERVE + NO_TIME)
    time.sleep(2 * NO_TIME)
    assert len(answers.successes) == 1


def test_a_job_without_time_fails_immediately(act: Any, answers: Answers) -> None:
    act(lambda *_: pytest.fail("it ran"), seconds=3)
    assert "timeout leaves the action no time" in answers.failures[0]["failureDetails"]["message"]


@pytest.mark.parametrize(
    "event", [{}, [], "x", {"CodePipeline.job": None}, {"CodePipeline.job": {}}, {"CodePipeline.job": {"id": 1}}]
)
def test_an_event_without_a_job_is_logged(
    act: Any, answers: Answers, event: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert act(done, event) == {"answer": "no job"}
    assert answers.attempts == 0
    assert "the event has no CodePipeline job" in caplog.text


@pytest.mark.parametrize("missing", ["actionConfiguration", "inputArtifacts", "artifactCredentials"])
def test_a_malformed_job_fails(act: Any, answers: Answers, missing: str) -> None:
    event = job_event({"target": "x"})
    event["CodePipeline.job"]["data"][missing] = None
    act(done, event)
    assert answers.failures[0]["failureDetails"]["message"] == "malformed job: TypeError"


def test_the_report_is_retried(act: Any, answers: Answers) -> None:
    answers.refuse((500, "InternalFailure"), (400, "ThrottlingException"))
    assert act(done) == {"answer": "succeeded"}
    assert (answers.attempts, len(answers.successes)) == (3, 1)


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_report_that_is_denied_is_logged_and_raised(
    act: Any, answers: Answers, caplog: pytest.LogCaptureFixture, *, succeeds: bool
) -> None:
    answers.refuse((400, "AccessDeniedException"))
    with pytest.raises(ClientError, match="AccessDenied"):
        act(done, job_event({"target": "x"} if succeeds else {}))
    (line,) = [record for record in caplog.records if "rejected the job's result" in record.message]
    operation = "PutJobSuccessResult" if succeeds else "PutJobFailureResult"
    assert line.reason == f"{operation}: AccessDeniedException"
    assert answers.attempts == 1


@pytest.mark.parametrize("code", ["InvalidJobStateException", "JobNotFoundException"])
def test_a_job_that_has_a_result_already_is_not_an_error(act: Any, answers: Answers, code: str) -> None:
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


def test_each_job_has_a_span(act: Any, answers: Answers, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("broken")

    caplog.set_level(logging.INFO)
    act(done)
    act(fail)
    spans: list[Any] = [record for record in caplog.records if record.message == "span"]
    assert [(span.span, span.jobId, span.status) for span in spans] == [("job", JOB, "OK"), ("job", JOB, "ERROR")]
