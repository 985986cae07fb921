"""What goes wrong on the way from a change to its e-mail loses nothing, repeats nothing and blocks nobody."""

import json
import time

import pytest

from slipway.dead_letters.queue import DeadLetterQueue
from slipway.dead_letters.redrive import Redrive, redrive

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


def _event(event_id, title):
    movie = {"id": "1", "title": title, "rating": 5, "genres": []}
    time = "2026-11-21T12:00:00+00:00"
    return json.dumps(
        {"id": event_id, "version": 1, "type": "MovieCreated", "time": time, "correlationId": "test", "movie": movie}
    )


def _publish(aws, stack, *bodies):
    attributes = {"Type": {"DataType": "String", "StringValue": "MovieCreated"}}
    aws("sns").publish_batch(
        TopicArn=stack.topic_arn,
        PublishBatchRequestEntries=[
            {"Id": str(number), "Message": body, "MessageAttributes": attributes} for number, body in enumerate(bodies)
        ],
    )


def test_an_event_that_is_delivered_twice_is_mailed_once(aws, stack, unique_name, mails, eventually):
    event = _event(unique_name, unique_name)
    _publish(aws, stack, event, event)
    _publish(aws, stack, event)
    _publish(aws, stack, _event(f"{unique_name}-last", f"{unique_name} last"))

    def the_last_is_mailed():
        assert mails(f"{unique_name} last")

    eventually(the_last_is_mailed)
    assert [mail["Subject"] for mail in mails(unique_name)].count(f"New movie added: {unique_name}") == 1


@pytest.mark.parametrize("poison", ["no JSON", "{}", '{"version": 1, "type": "MovieSold"}'])
def test_a_message_that_isnt_an_event_goes_to_the_dead_letter_queue_with_its_reason_and_the_others_go_through(
    aws, stack, unique_name, mails, eventually, queued, poison
):
    body = f"{poison} {unique_name}" if poison == "no JSON" else poison
    _publish(
        aws, stack, _event(f"{unique_name}-1", f"{unique_name} 1"), body, _event(f"{unique_name}-2", f"{unique_name} 2")
    )
    found = []

    def the_others_are_mailed_and_it_is_set_aside():
        found.extend(queued(stack.dead_letter_queue_urls["email-notification"]))
        assert [message for message in found if message["Body"] == body]
        assert len(mails(unique_name)) == 2

    eventually(the_others_are_mailed_and_it_is_set_aside)
    (message,) = [message for message in found if message["Body"] == body]
    assert message["MessageAttributes"]["Reason"]["StringValue"]


def test_a_mailer_that_fails_for_a_while_loses_no_mail_and_sends_none_twice(
    create, without, quick_redelivery, unique_name, mails, eventually, logged
):
    with without("email-notification", "ses:SendEmail"):
        create()

        def it_fails():
            assert logged("email-notification", "AccessDenied")

        eventually(it_fails)
        assert mails(unique_name) == []

    def it_is_mailed():
        assert len(mails(unique_name)) == 1

    eventually(it_is_mailed)


def test_a_mail_that_never_goes_out_ends_in_the_dead_letter_queue_with_its_reason(
    create, without, quick_redelivery, unique_name, mails, eventually, queued, stack
):
    found = []
    with without("email-notification", "ses:SendEmail"):
        create()

        def it_is_set_aside():
            found.extend(queued(stack.dead_letter_queue_urls["email-notification"]))
            assert [message for message in found if unique_name in message["Body"]]

        eventually(it_is_set_aside, timeout=60)
    # By id: a message that is received twice is one.
    (message,) = {each["MessageId"]: each for each in found if unique_name in each["Body"]}.values()
    assert "AccessDenied" in message["MessageAttributes"]["Reason"]["StringValue"]
    assert mails(unique_name) == []


def _redrive(run_target, name, message_id):
    """Redrive a letter, and return what happened to it, and why."""
    states = []

    def done(_letter, *state):
        states.append(state)

    redrive(run_target, name, [message_id], Redrive(), rate=100, to="", on_done=done)
    return states


@pytest.fixture
def letter_about(run_target):
    """``letter_about(queue, text)`` returns the message id of the letter that holds the text."""

    def letter_about(name, text):
        with DeadLetterQueue(run_target, name) as queue:
            letters = [letter for letters in queue.batches() for letter in letters]
        (found,) = [letter.id for letter in letters if text in str(letter.payload)]
        return found

    return letter_about


def test_a_mail_in_the_dead_letter_queue_goes_out_when_it_is_redriven(
    create, without, quick_redelivery, unique_name, mails, eventually, letter_about, stack, run_target
):
    queue = stack.dead_letter_queue_urls["email-notification"].rpartition("/")[2]
    with without("email-notification", "ses:SendEmail"):
        create()

        def it_is_set_aside():
            try:
                return letter_about(queue, unique_name)
            except ValueError as error:
                raise AssertionError from error

        id_ = eventually(it_is_set_aside, timeout=60)
    ((state, reason),) = _redrive(run_target, queue, id_)
    assert (state, reason.partition(":")[0]) == ("redriven", "SendEmail")

    def it_is_mailed():
        assert len(mails(unique_name)) == 1

    eventually(it_is_mailed, timeout=60)


def test_a_publisher_that_fails_for_longer_than_any_number_of_retries_loses_no_event(
    create, without, unique_name, mails, eventually, logged, queued, stack
):
    titles = [f"{unique_name} {number}" for number in range(4)]
    with without("publish-movie-events", "sns:Publish"):
        for title in titles:
            create(title=title)

        def it_fails_again_and_again():
            assert len(logged("publish-movie-events", "AuthorizationError")) > 7

        eventually(it_fails_again_and_again, timeout=90)

    def each_is_mailed():
        assert sorted(mail["Subject"] for mail in mails(unique_name)) == [f"New movie added: {each}" for each in titles]

    eventually(each_is_mailed, timeout=60)
    dead = queued(stack.dead_letter_queue_urls["publish-movie-events"])
    assert [message for message in dead if unique_name in message["Body"]] == []


def test_a_stream_record_in_the_dead_letter_queue_is_published_when_it_is_redriven(
    aws, stack, unique_name, mails, eventually, run_target
):
    item = {"id": {"S": unique_name}, "title": {"S": unique_name}, "rating": {"N": "7"}, "genres": {"L": []}}
    change = {"ApproximateCreationDateTime": time.time() - 86_000, "SequenceNumber": "1", "NewImage": item}
    sent = aws("sqs").send_message(
        QueueUrl=stack.dead_letter_queue_urls["publish-movie-events"],
        MessageBody=json.dumps({"eventID": unique_name, "eventName": "INSERT", "dynamodb": change}),
        MessageAttributes={
            "Reason": {"DataType": "String", "StringValue": "Publish: AuthorizationError"},
            "RedriveTo": {"DataType": "String", "StringValue": _alias_arn(aws, stack, "publish-movie-events")},
        },
    )
    queue = stack.dead_letter_queue_urls["publish-movie-events"].rpartition("/")[2]
    assert _redrive(run_target, queue, sent["MessageId"]) == [("redriven", "Publish: AuthorizationError")]

    def it_is_mailed():
        assert len(mails(unique_name)) == 1

    eventually(it_is_mailed)


def _alias_arn(aws, stack, app):
    return aws("lambda").get_alias(FunctionName=f"{stack.environment}-{app}", Name="live")["AliasArn"]


@pytest.mark.parametrize("attribute", ["title", "correlation_id"])
def test_a_change_that_is_too_large_for_a_message_blocks_nothing_and_leaves_what_fits(
    aws, put_item, create, stack, unique_name, mails, eventually, queued, attribute
):
    size = {"title": 390_000, "correlation_id": 300_000}[attribute]
    put_item(**{"id": unique_name, "title": f"{unique_name} large", "rating": 7, "genres": [], attribute: "x" * size})
    create()
    expected = 1 if attribute == "title" else 2  # a correlation id is replaced by the event's id

    def the_others_are_mailed():
        assert len(mails(unique_name)) == expected

    eventually(the_others_are_mailed)
    dead = queued(stack.dead_letter_queue_urls["publish-movie-events"])
    found = [message for message in dead if unique_name in message["Body"]]
    if attribute == "correlation_id":
        assert found == []
        return
    (message,) = found
    values = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert values["Incomplete"].startswith("NewImage.title (3900")
    assert values["RedriveTo"] == _alias_arn(aws, stack, "publish-movie-events")


def test_a_change_that_isnt_a_movie_goes_to_the_dead_letter_queue_with_its_reason_and_the_others_go_through(
    put_item, create, stack, unique_name, mails, eventually, queued
):
    put_item(id=unique_name, genres="none")
    create()
    found = []

    def it_is_set_aside_and_the_other_is_mailed():
        found.extend(queued(stack.dead_letter_queue_urls["publish-movie-events"]))
        assert [message for message in found if unique_name in message["Body"]]
        assert len(mails(unique_name)) == 1

    eventually(it_is_set_aside_and_the_other_is_mailed)
    (message,) = [message for message in found if unique_name in message["Body"]]
    assert message["MessageAttributes"]["Reason"]["StringValue"]


def test_a_mail_that_bounces_is_kept_with_the_reason(stack, run_target, aws, eventually):
    """SES's mailbox simulator bounces it."""
    content = {"Simple": {"Subject": {"Data": "a"}, "Body": {"Text": {"Data": "a"}}}}
    aws("sesv2").send_email(
        FromEmailAddress="movies@dev.example.com",
        Destination={"ToAddresses": ["bounce@simulator.amazonses.com"]},
        ConfigurationSetName=f"{stack.environment}-movies",
        Content=content,
    )

    def kept():
        with DeadLetterQueue(run_target, f"{stack.environment}-movies-bounces-dead-letter") as queue:
            reasons = [letter.reason for letters in queue.batches() for letter in letters]
        assert reasons == ["Email Bounced (Permanent): bounce@simulator.amazonses.com smtp; 550 5.1.1 user unknown"]

    eventually(kept)
    aws("sqs").purge_queue(QueueUrl=stack.dead_letter_queue_urls["bounces"])


def test_the_records_of_the_mail_domain_lead_to_the_keys_of_ses(stack, aws):
    identity = aws("sesv2").get_email_identity(EmailIdentity="dev.example.com")
    (zone,) = aws("route53").list_hosted_zones_by_name(DNSName="dev.example.com", MaxItems="1")["HostedZones"]
    records = aws("route53").list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]

    found = {each["Name"]: each["ResourceRecords"][0]["Value"] for each in records if each["Type"] == "CNAME"}
    tokens = identity["DkimAttributes"]["Tokens"]
    assert found == {f"{token}._domainkey.dev.example.com.": f"{token}.dkim.amazonses.com" for token in tokens}
    assert len(tokens) == 3
