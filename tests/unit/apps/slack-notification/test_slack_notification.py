import json
import logging
from pathlib import Path
from typing import Any

import boto3
import pytest
from codepipeline_jobs import job_event

EXECUTION = "12345678-1234-5678-abcd-12345678abcd"
MESSAGES = Path(__file__).parent / "messages"
DONE: dict[str, Any] = {"batchItemFailures": []}
PARAMETERS = {"event": "succeeded", "pipeline": "frontend", "execution_id": EXECUTION}


def snapshot(name: str) -> Any:
    return json.loads((MESSAGES / f"{name}.json").read_text(encoding="utf-8"))


def test_a_start_is_posted_with_the_commit_that_triggered_it(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    execution.revisions = []
    trigger = {"trigger-type": "WebhookV2", "commit-id": "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"}
    event = pipeline_event("STARTED", **{"execution-trigger": trigger | {"commit-message": "Show ratings\n\nAt last"}})
    assert app.handler(event, lambda_context) == DONE
    assert slack.messages == [snapshot("started")]


@pytest.mark.parametrize("state", ["STARTED", "FAILED"])
def test_an_event_that_is_delivered_twice_is_posted_once(
    app: Any, slack: Any, pipeline_event: Any, lambda_context: Any, state: str
) -> None:
    for _ in range(2):
        assert app.handler(pipeline_event(state), lambda_context) == DONE
    assert len(slack.messages) == 1


def test_an_event_whose_message_was_refused_is_posted_at_the_next_delivery(
    app: Any, slack: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    for _ in range(5):
        slack.answer(500)
    assert app.handler(pipeline_event("STARTED"), lambda_context) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert app.handler(pipeline_event("STARTED"), lambda_context) == DONE
    assert len(slack.messages) == 6


def test_an_event_that_another_delivery_is_posting_is_left_to_it(
    app: Any, slack: Any, answers: Any, aws_account: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    job = job_event(PARAMETERS)
    claim = {"status": {"S": "SENDING"}, "owner": {"S": "another"}, "expires_at": {"N": "9999999999"}}
    for event_id in ("01234567-EXAMPLE", job["CodePipeline.job"]["id"]):
        aws_account.dynamodb.put_item(TableName="deliveries", Item={"event_id": {"S": event_id}, **claim})
    assert app.handler(pipeline_event("STARTED"), lambda_context) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert app.handler(job, lambda_context) == {"answer": "succeeded"}
    assert slack.messages == []


def test_a_job_that_is_delivered_twice_is_posted_once(app: Any, slack: Any, answers: Any, lambda_context: Any) -> None:
    for _ in range(2):
        assert app.handler(job_event(PARAMETERS), lambda_context) == {"answer": "succeeded"}
    assert len(slack.messages) == 1


def test_a_success_is_posted_by_the_pipelines_action(app: Any, slack: Any, answers: Any, lambda_context: Any) -> None:
    link = "https://site.example.com/?a=1&b=2"
    assert app.handler(job_event(PARAMETERS | {"link": link}), lambda_context) == {"answer": "succeeded"}
    assert slack.messages == [snapshot("succeeded")]
    assert len(answers.successes) == 1


def test_a_failure_is_posted_with_the_action_and_its_reason(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    execution.failed(
        "Build", "Lint", 1_700_000_001, errorDetails={"code": "JobFailed", "message": "an earlier attempt"}
    )
    execution.failed(
        "Build", "Website", 1_700_000_002, errorDetails={"code": "JobFailed", "message": "exit 1 in <build> & test"}
    )
    execution.actions.append(
        {"stageName": "Source", "actionName": "Git", "status": "Succeeded", "lastUpdateTime": 1_800_000_000}
    )
    assert app.handler(pipeline_event("FAILED"), lambda_context) == DONE
    assert slack.messages == [snapshot("failed")]


def test_the_event_of_a_failed_action_gives_the_same_message(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    result = {"external-execution-summary": "exit 1 in <build> & test", "error-code": "JobFailed"}
    event = pipeline_event("FAILED", "Action", stage="Build", action="Website", **{"execution-result": result})
    app.handler(event, lambda_context)
    assert slack.messages == [snapshot("failed")]


def test_the_reason_of_a_failed_action_is_fetched_if_its_event_has_none(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    execution.failed("Build", "Website", 1, externalExecutionSummary="exit 1 in <build> & test")
    app.handler(pipeline_event("FAILED", "Action", stage="Build", action="Website"), lambda_context)
    assert slack.messages == [snapshot("failed")]


def test_a_failure_without_a_failed_action_is_posted(
    app: Any, slack: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    app.handler(pipeline_event("FAILED"), lambda_context)
    assert slack.messages == [snapshot("failed_without_action")]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("SUPERSEDED", "Pipeline"),
        ("STOPPED", "Pipeline"),
        ("STARTED", "Action"),
        ("SUCCEEDED", "Action"),
        ("FAILED", "Stage"),
    ],
)
def test_other_state_changes_are_ignored(
    app: Any, slack: Any, pipeline_event: Any, lambda_context: Any, state: str, kind: str
) -> None:
    assert app.handler(pipeline_event(state, kind), lambda_context) == DONE
    assert slack.posts == []


def test_a_message_is_posted_without_details_if_they_cannot_be_read(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any, caplog: Any
) -> None:
    execution.refusals = dict.fromkeys(["GetPipelineExecution", "ListActionExecutions"], "AccessDeniedException")
    app.handler(pipeline_event("FAILED"), lambda_context)
    assert len(slack.messages) == 1
    reasons = [getattr(line, "reason", "") for line in caplog.records]
    assert "GetPipelineExecution: AccessDeniedException" in reasons
    assert "ListActionExecutions: AccessDeniedException" in reasons


def test_untrusted_text_notifies_nobody_and_is_cut(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    execution.failed("Build", "Website", 1, errorDetails={"message": "<!channel> " + "<" * 5000})
    app.handler(pipeline_event("FAILED"), lambda_context)
    (message,) = slack.messages
    texts = [block["text"]["text"] for block in message["blocks"]]
    assert any("&lt;!channel&gt;" in text for text in texts)
    assert "<!channel>" not in json.dumps(message)
    assert all(len(text) < 3000 for text in texts)
    assert len(message["text"]) < 4000


@pytest.mark.parametrize("character", ["x", "<", "&", "🎬", "|"])
def test_no_section_has_more_than_3000_characters(
    app: Any, slack: Any, answers: Any, execution: Any, pipeline_event: Any, lambda_context: Any, character: str
) -> None:
    long = character * 3000
    execution.revisions = [
        {"revisionId": "a" * 40, "revisionSummary": long, "revisionUrl": f"https://example.com/{long}"},
        {"revisionId": "a" * 40, "revisionSummary": "x", "revisionUrl": "https://example.com/a|b"},
    ]
    execution.failed(long, long, 1, errorDetails={"message": long})
    app.handler(pipeline_event("FAILED"), lambda_context)
    app.handler(job_event(PARAMETERS | {"link": f"https://example.com/{long}"}), lambda_context)
    texts = [block["text"]["text"] for message in slack.messages for block in message["blocks"]]
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) <= 3000
    # Half of a URL would lead somewhere else.
    assert not any("<https://example.com/xx" in text for text in texts)
    assert any("<https://example.com/a%7Cb|" in text for text in texts)


def test_half_a_surrogate_pair_is_posted_as_a_question_mark(
    app: Any, slack: Any, execution: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    execution.failed("Build", "Website", 1, errorDetails={"message": "half \ud83d, whole \U0001f3ac"})
    app.handler(pipeline_event("FAILED"), lambda_context)
    (message,) = slack.messages
    assert "half ?, whole \U0001f3ac" in json.dumps(message, ensure_ascii=False)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (PARAMETERS | {"event": "failed?"}, 'event must be "started" or "succeeded" or "failed"'),
        ({"event": "succeeded"}, "pipeline is missing"),
        (PARAMETERS | {"channel": "#x"}, "unknown key 'channel'"),
    ],
)
def test_invalid_parameters_fail_the_action(
    app: Any, slack: Any, answers: Any, lambda_context: Any, parameters: Any, message: str
) -> None:
    app.handler(job_event(parameters), lambda_context)
    assert message in answers.failures[0]["failureDetails"]["message"]
    assert slack.posts == []


def test_a_message_that_slack_refuses_fails_the_action_with_slacks_error(
    app: Any, slack: Any, answers: Any, lambda_context: Any
) -> None:
    slack.answer(400, "invalid_payload")
    assert app.handler(job_event(PARAMETERS), lambda_context) == {"answer": "failed"}
    assert answers.failures[0]["failureDetails"]["message"] == "Slack refused the message: 400 invalid_payload"


def failed(response: Any) -> list[str]:
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


def test_an_event_that_slack_cannot_take_now_is_delivered_again(
    app: Any, aws_account: Any, slack: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    for _ in range(5):
        slack.answer(503, "down")
    assert failed(app.handler(pipeline_event("STARTED"), lambda_context)) == ["m1"]
    assert aws_account.messages(aws_account.dead_letters) == []
    assert app.handler(pipeline_event("STARTED", receive_count=2), lambda_context) == DONE
    assert len(slack.posts) == 6


def test_an_event_that_slack_refuses_becomes_a_dead_letter_with_the_reason(
    app: Any, aws_account: Any, slack: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    slack.answer(400, "invalid_payload")
    event = pipeline_event("STARTED")
    assert app.handler(event, lambda_context) == DONE
    (letter,) = aws_account.messages(aws_account.dead_letters)
    assert letter["Body"] == event["Records"][0]["body"]
    attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert attributes == {
        "Reason": "Slack refused the message: 400 invalid_payload",
        "RedriveTo": event["Records"][0]["eventSourceARN"],
    }


def test_an_event_that_was_received_too_often_becomes_a_dead_letter_with_the_reason(
    app: Any, aws_account: Any, slack: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    for _ in range(5):
        slack.answer(503, "down")
    assert app.handler(pipeline_event("STARTED", receive_count=3), lambda_context) == DONE
    (letter,) = aws_account.messages(aws_account.dead_letters)
    assert letter["MessageAttributes"]["Reason"]["StringValue"].endswith("503 down")


def test_an_event_fails_without_the_others_of_its_batch(
    app: Any, slack: Any, pipeline_event: Any, lambda_context: Any
) -> None:
    first, second = (pipeline_event("STARTED")["Records"][0] | {"messageId": name} for name in ("first", "second"))
    for _ in range(5):
        slack.answer(503, "down")
    assert failed(app.handler({"Records": [first, second]}, lambda_context)) == ["first"]
    assert len(slack.posts) == 6


def changed(**detail: Any) -> dict[str, Any]:
    """Return the event of a pipeline that starts, with other values in its detail."""
    started = {"pipeline": "dev-frontend", "execution-id": EXECUTION, "state": "STARTED", **detail}
    return {"detail-type": "CodePipeline Pipeline Execution State Change", "region": "eu-central-1", "detail": started}


@pytest.mark.parametrize(
    "body",
    [
        *("no JSON", "[]", "{}", "[" * 100_000, {"source": "aws.s3"}, {"detail-type": "x", "detail": None}),
        changed(pipeline=5),
        changed(pipeline=None),
        changed(**{"execution-id": ["a"]}),
        changed(**{"execution-trigger": "text"}),
        changed(**{"execution-trigger": {"commit-id": "a" * 40, "commit-message": 5}}),
    ],
)
def test_a_message_that_is_not_an_event_of_codepipeline_becomes_a_dead_letter(
    app: Any, aws_account: Any, slack: Any, batch: Any, lambda_context: Any, body: Any
) -> None:
    assert app.handler(batch(body), lambda_context) == DONE
    (letter,) = aws_account.messages(aws_account.dead_letters)
    assert letter["MessageAttributes"]["Reason"]["StringValue"] == "the message is not an event of CodePipeline"
    assert slack.posts == []


@pytest.mark.parametrize("event", [{}, None, {"source": "aws.s3"}])
def test_other_events_post_nothing(app: Any, slack: Any, answers: Any, lambda_context: Any, event: Any) -> None:
    assert app.handler(event, lambda_context) == {"answer": "no job"}
    assert (slack.posts, answers.attempts) == ([], 0)


def test_no_error_logs_the_url(
    app: Any, slack: Any, answers: Any, lambda_context: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # The SDK's debug messages contain the parameter. No function enables them.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    for status in (0, 302, 400, 404, 500):
        slack.answers = [(status, "no", {"Location": slack.url})] * 5
        app.handler(job_event(PARAMETERS), lambda_context)
    store = boto3.client("ssm").put_parameter
    for url in ("https://example.com/services/a b/secret", "ftp://example.com/services/T000/B000/secret"):
        store(Name="/slack/webhook", Value=url, Type="SecureString", Overwrite=True)
        slack.answers = [(404, "no_service", {})]
        app.handler(job_event(PARAMETERS), lambda_context)
    store(Name="/slack/webhook", Value=slack.url, Type="SecureString", Overwrite=True)
    assert app.handler(job_event(PARAMETERS), lambda_context) == {"answer": "succeeded"}
    output = json.dumps(answers.failures) + caplog.text + str([vars(record) for record in caplog.records])
    assert "secret" not in output.replace("/slack/webhook", "")
    assert "/slack/webhook does not contain an https URL" in output
