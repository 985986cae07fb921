"""https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator"""

import json
from types import SimpleNamespace

import pytest

from slipway.dead_letters.queue import DeadLetterQueue
from slipway.harness import eventually

CONTENT = {"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}}


@pytest.fixture
def mailer(unique_name):
    """``mailer(aws, types)`` has a configuration set whose events of some types are in a queue."""

    def make(aws, *types):
        ses, sqs, events = aws("sesv2"), aws("sqs"), aws("events")
        name = f"{unique_name}-dead-letter"
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        pattern = {"source": ["aws.ses"], "detail": {"mail": {"tags": {"ses:configuration-set": [unique_name]}}}}
        rule = events.put_rule(Name=unique_name, EventPattern=json.dumps(pattern))["RuleArn"]
        events.put_targets(Rule=unique_name, Targets=[{"Id": "a", "Arn": queue}])
        allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
        statement = {**allow, "Resource": queue, "Condition": {"ArnEquals": {"aws:SourceArn": rule}}}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        ses.create_configuration_set(ConfigurationSetName=unique_name)
        bus = events.describe_event_bus()["Arn"]
        ses.create_configuration_set_event_destination(
            ConfigurationSetName=unique_name,
            EventDestinationName="bounces",
            EventDestination={
                "Enabled": True,
                "MatchingEventTypes": [*types],
                "EventBridgeDestination": {"EventBusArn": bus},
            },
        )
        sender = f"{unique_name}@example.com"
        ses.create_email_identity(EmailIdentity=sender, ConfigurationSetName=unique_name)

        def send(*addresses):
            destination = {"ToAddresses": [*addresses]}
            ses.send_email(FromEmailAddress=sender, Destination=destination, Content=CONTENT)

        def received():
            found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
            return [json.loads(message["Body"]) for message in found]

        return SimpleNamespace(name=name, sender=sender, send=send, received=received)

    return make


def test_a_bounce_and_a_complaint_are_published_with_their_address(aws, target, mailer):
    mails = mailer(aws, "BOUNCE", "COMPLAINT")
    mails.send("bounce+label@simulator.amazonses.com", "Somebody <complaint@simulator.amazonses.com>", "a@example.com")

    def both():
        assert len(mails.received()) == 2

    eventually(both)
    bounce, complaint = sorted(mails.received(), key=lambda event: event["detail-type"])
    assert (bounce["source"], bounce["detail-type"]) == ("aws.ses", "Email Bounced")
    assert bounce["detail"]["mail"]["source"] == mails.sender
    assert bounce["detail"]["bounce"]["bouncedRecipients"][0]["status"] == "5.1.1"
    assert complaint["detail-type"] == "Email Complaint Received"

    with DeadLetterQueue(target, mails.name) as queue:
        letters = [letter for letters in queue.batches() for letter in letters]
    assert sorted(letter.reason for letter in letters) == [
        "Email Bounced (Permanent): bounce+label@simulator.amazonses.com smtp; 550 5.1.1 user unknown",
        "Email Complaint Received (abuse): complaint@simulator.amazonses.com",
    ]
    assert all("SES doesn't send it again" in letter.problem for letter in letters)


def test_only_the_types_of_the_destination_are_published(aws, mailer):
    mails = mailer(aws, "COMPLAINT")
    mails.send("bounce@simulator.amazonses.com", "success@simulator.amazonses.com")
    mails.send("complaint@simulator.amazonses.com")

    def one():
        assert [event["detail"]["eventType"] for event in mails.received()] == ["Complaint"]

    eventually(one)


@pytest.mark.upstream
def test_unpatched_ministack_publishes_nothing(unpatched_aws, mailer):
    mails = mailer(unpatched_aws, "BOUNCE")
    mails.send("bounce@simulator.amazonses.com")
    # An event that is put is in the queue immediately, so the absence of this one is seen.
    assert mails.received() == []
