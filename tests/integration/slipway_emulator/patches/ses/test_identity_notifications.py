"""https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object"""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name


@pytest.fixture
def identity_of():
    """``identity_of(aws)`` creates an identity, and a topic for its deliveries; returns both."""

    def create(aws):
        sender = f"{unique_name()}@example.com"
        topic = aws("sns").create_topic(Name=unique_name())["TopicArn"]
        aws("ses").verify_email_identity(EmailAddress=sender)
        aws("ses").set_identity_notification_topic(Identity=sender, NotificationType="Delivery", SnsTopic=topic)
        return sender, topic

    return create


def test_a_notification_has_the_headers_of_the_mail(aws, identity_of, queue):
    ses, (sender, topic), received = aws("ses"), identity_of(aws), queue(aws)
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": received.arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws("sqs").set_queue_attributes(QueueUrl=received.url, Attributes={"Policy": policy})
    raw = {"RawMessageDelivery": "true"}
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=received.arn, Attributes=raw)
    ses.set_identity_headers_in_notifications_enabled(Identity=sender, NotificationType="Delivery", Enabled=True)

    ses.send_email(
        Source=f"Movies <{sender}>",
        Destination={"ToAddresses": ["a@example.com", "b@example.com"]},
        Message={"Subject": {"Data": "New movie"}, "Body": {"Text": {"Data": "x"}}},
    )

    mail = json.loads(received.receive()[0])["mail"]
    assert mail["commonHeaders"] == {
        "from": [f"Movies <{sender}>"],
        "to": ["a@example.com", "b@example.com"],
        "subject": "New movie",
    }
    assert {"name": "To", "value": "a@example.com, b@example.com"} in mail["headers"]
    assert mail["headersTruncated"] is False


def test_the_settings_of_identities_are_returned(aws, identity_of):
    ses, (sender, topic) = aws("ses"), identity_of(aws)
    expected = {
        "DeliveryTopic": topic,
        "ForwardingEnabled": True,
        "HeadersInBounceNotificationsEnabled": False,
        "HeadersInComplaintNotificationsEnabled": False,
        "HeadersInDeliveryNotificationsEnabled": False,
    }
    for is_enabled in (False, True, False):
        options = {"Identity": sender, "NotificationType": "Delivery", "Enabled": is_enabled}
        ses.set_identity_headers_in_notifications_enabled(**options)
        attributes = ses.get_identity_notification_attributes(Identities=[sender, "none@example.com"])
        expected["HeadersInDeliveryNotificationsEnabled"] = is_enabled
        assert attributes["NotificationAttributes"] == {sender: expected}


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/ses/test_ses.snapshot.json
def test_an_identity_must_be_there_and_a_topic_need_not(aws, identity_of):
    setting = {"NotificationType": "Bounce", "Enabled": True}
    with pytest.raises(ClientError) as error:
        aws("ses").set_identity_headers_in_notifications_enabled(Identity="none@example.com", **setting)
    message = "Identity none@example.com is not verified or does not exist."
    assert error.value.response["Error"] == {"Type": "Sender", "Code": "MessageRejected", "Message": message}

    sender, _ = identity_of(aws)
    aws("ses").set_identity_headers_in_notifications_enabled(Identity=sender, **setting)


@pytest.mark.upstream
def test_unpatched_ministack_does_not_have_the_setting(unpatched_aws, identity_of):
    sender, _ = identity_of(unpatched_aws)
    with pytest.raises(ClientError, match="InvalidAction"):
        unpatched_aws("ses").set_identity_headers_in_notifications_enabled(
            Identity=sender, NotificationType="Delivery", Enabled=True
        )
