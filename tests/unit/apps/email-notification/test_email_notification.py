import copy
import json
import logging
import sys
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError


def mails() -> list[Any]:
    from moto.core import DEFAULT_ACCOUNT_ID  # in the one worker that runs these tests
    from moto.ses.models import ses_backends

    return ses_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].sent_messages


def failed(response: Any) -> list[str]:
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


@pytest.fixture
def record(event: Any) -> Any:
    """Make SQS records. By default, each is about another event."""

    def make(message_id: str = "m1", *, body: Any = None, receive_count: int = 1, **changes: Any) -> Any:
        message = copy.deepcopy(event("sqs")["Records"][0])
        content = json.loads(message["body"]) | {"id": f"event of {message_id}"} | changes
        message["attributes"]["ApproximateReceiveCount"] = str(receive_count)
        return message | {"messageId": message_id, "body": body if body is not None else json.dumps(content)}

    return make


@pytest.fixture
def deliver(load_app: Any, lambda_context: Any) -> Any:
    app = load_app("email-notification")

    def run(*records: Any) -> list[str]:
        return failed(app.handler({"Records": list(records)}, lambda_context))

    run.app = app
    run.context = lambda_context
    return run


@pytest.fixture
def failing_mailer(deliver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "MessageRejected", "Message": "sender@example.com"}}, "SendEmail")

    monkeypatch.setattr(deliver.app.mail._ses, "send_email", refuse)


def test_an_event_is_sent_to_all_recipients(aws_account: Any, deliver: Any, event: Any) -> None:
    assert deliver(*event("sqs")["Records"]) == []
    (mail,) = mails()
    assert mail.subject == "New movie added: The Matrix"
    assert mail.destinations["ToAddresses"] == ["first@example.com", "second@example.com"]
    assert mail.source == "sender@example.com"


def test_the_mail_has_a_configuration_set_and_both_bodies(
    deliver: Any, event: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(deliver.app.mail._ses, "send_email", lambda **arguments: sent.append(arguments))
    deliver(*event("sqs")["Records"])
    assert sent[0]["ConfigurationSetName"] == "movies"
    assert set(sent[0]["Content"]["Simple"]["Body"]) == {"Text", "Html"}


def test_a_redelivered_event_sends_no_second_mail(aws_account: Any, deliver: Any, record: Any) -> None:
    assert deliver(record("m1", id="e"), record("m2", id="e")) == []
    assert deliver(record("m3", id="e")) == []
    assert len(mails()) == 1
    (delivery,) = aws_account.items("deliveries")
    assert delivery["status"] == {"S": "SENT"}
    assert int(delivery["expires_at"]["N"]) - time.time() > 14 * 24 * 60 * 60


def test_a_message_that_fails_is_returned_and_the_others_are_sent(
    deliver: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = deliver.app.mail._ses.send_email

    def refuse_one(**arguments: Any) -> Any:
        if "Alien" in arguments["Content"]["Simple"]["Subject"]["Data"]:
            raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "SendEmail")
        return send(**arguments)

    monkeypatch.setattr(deliver.app.mail._ses, "send_email", refuse_one)
    alien = {"id": "2", "title": "Alien", "rating": 8, "genres": []}
    assert deliver(record("m1"), record("m2", movie=alien), record("m3")) == ["m2"]
    assert len(mails()) == 2


@pytest.mark.usefixtures("failing_mailer")
def test_a_mail_that_failed_is_sent_at_the_next_delivery(
    aws_account: Any, deliver: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deliver(record()) == ["m1"]
    assert aws_account.items("deliveries") == []
    monkeypatch.undo()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    assert deliver(record(receive_count=2)) == []
    assert len(mails()) == 1


@pytest.mark.usefixtures("failing_mailer")
def test_a_message_that_failed_too_often_goes_to_the_dead_letter_queue_with_its_reason(
    aws_account: Any, deliver: Any, record: Any
) -> None:
    assert deliver(record(receive_count=2)) == ["m1"]
    assert aws_account.messages(aws_account.dead_letters) == []
    last = record(receive_count=3)
    assert deliver(last) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    assert dead["Body"] == last["body"]
    assert dead["MessageAttributes"]["Reason"]["StringValue"] == "SendEmail: MessageRejected"


def test_control_characters_in_a_reason_are_escaped(
    aws_account: Any, deliver: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_event: Any) -> None:
        raise RuntimeError("é\x00\n" + "x" * 300)

    monkeypatch.setattr(deliver.app.mail, "send", fail)
    assert deliver(record(receive_count=3)) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    reason = dead["MessageAttributes"]["Reason"]["StringValue"]
    assert reason.startswith(r"RuntimeError: \xe9\x00\nxxx")
    assert len(reason) == 256


@pytest.mark.usefixtures("failing_mailer")
def test_a_message_stays_in_its_queue_if_the_dead_letter_queue_fails(
    aws_account: Any, deliver: Any, record: Any
) -> None:
    aws_account.sqs.delete_queue(QueueUrl=aws_account.dead_letters)
    assert deliver(record(receive_count=3)) == ["m1"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"body": "not JSON"}, "Expecting value"),
        ({"body": "[]"}, "not a movie event of version 1"),
        ({"version": 2}, "not a movie event of version 1"),
        ({"type": "MovieSeen"}, "'MovieSeen' is not a valid EventType"),
        ({"movie": {"id": "1"}}, "title is missing"),
    ],
)
def test_a_malformed_message_goes_to_the_dead_letter_queue_and_the_others_are_sent(
    aws_account: Any, deliver: Any, record: Any, change: dict[str, Any], reason: str
) -> None:
    malformed = record("m1", **change)
    assert deliver(malformed, record("m2")) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    assert dead["Body"] == malformed["body"]
    assert reason in dead["MessageAttributes"]["Reason"]["StringValue"]
    assert len(mails()) == 1


def claim(aws_account: Any, expires_in: int) -> None:
    item = {"event_id": {"S": "event of m1"}, "status": {"S": "SENDING"}}
    item["expires_at"] = {"N": str(int(time.time()) + expires_in)}
    aws_account.dynamodb.put_item(TableName="deliveries", Item=item)


def test_an_event_that_another_delivery_has_claimed_is_retried(aws_account: Any, deliver: Any, record: Any) -> None:
    claim(aws_account, 60)
    assert deliver(record()) == ["m1"]
    assert mails() == []
    assert aws_account.items("deliveries")[0]["status"] == {"S": "SENDING"}


def test_the_claim_of_a_killed_function_expires(aws_account: Any, deliver: Any, record: Any) -> None:
    claim(aws_account, -1)
    assert deliver(record()) == []
    assert len(mails()) == 1


def test_a_mail_that_cannot_be_marked_as_sent_is_not_sent_again(
    aws_account: Any, deliver: Any, record: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = sys.modules["effects.once"]._dynamodb
    put_item = client.put_item

    def refuse_sent(**arguments: Any) -> Any:
        if arguments["Item"]["status"]["S"] == "SENT":
            raise ClientError({"Error": {"Code": "InternalServerError"}}, "PutItem")
        return put_item(**arguments)

    monkeypatch.setattr(client, "put_item", refuse_sent)
    assert deliver(record()) == []
    assert deliver(record("m2", id="event of m1")) == ["m2"]
    assert len(mails()) == 1
    assert "could not be recorded" in caplog.text


def test_messages_without_enough_time_are_retried(deliver: Any, record: Any) -> None:
    deliver.context.seconds_left = 10
    assert deliver(record("m1"), record("m2")) == ["m1", "m2"]
    assert mails() == []


@pytest.mark.usefixtures("failing_mailer")
def test_log_lines_contain_event_and_correlation_id_but_no_address_and_no_movie(
    deliver: Any, record: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    deliver(record())
    monkeypatch.setattr(deliver.app.mail._ses, "send_email", lambda **_: None)
    deliver(record())
    lines = [line for line in caplog.records if line.name in {"runtime.tracing", "runtime.events"}]
    assert [(line.message, line.correlationId, line.eventId) for line in lines] == [
        ("record failed", "trace-create", "event of m1"),
        ("span", "trace-create", "event of m1"),
        ("mail sent", "trace-create", "event of m1"),
    ]
    assert "example.com" not in str([vars(line) for line in lines])
    assert "Matrix" not in str([vars(line) for line in lines])


@pytest.mark.parametrize(
    "name",
    [
        "EMAIL_SENDER",
        "EMAIL_RECIPIENTS",
        "SES_CONFIGURATION_SET",
        "DELIVERIES_TABLE",
        "DEAD_LETTER_QUEUE_URL",
        "MAX_RECEIVE_COUNT",
    ],
)
def test_a_missing_setting_is_an_error_with_its_name(load_app: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(RuntimeError, match=name):
        load_app("email-notification")
