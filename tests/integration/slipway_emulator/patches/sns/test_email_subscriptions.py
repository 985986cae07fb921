"""https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html"""

import json
import re

import pytest
import requests

from slipway.harness import unique_name
from slipway.local import mail

PENDING = "pending confirmation"


@pytest.fixture
def address():
    return f"{unique_name()}@example.com"


@pytest.fixture
def topic(aws):
    return aws("sns").create_topic(Name=unique_name())["TopicArn"]


@pytest.fixture
def mails(target, address):
    """``mails()`` returns the subjects and texts of the e-mails to the address, oldest first."""

    def received():
        found = [message for message in mail.messages(target) if address in message["To"]]
        return [(message["Subject"], message["BodyText"]) for message in found]

    return received


def confirm(text):
    """Visit the link of an e-mail as a browser does, without credentials."""
    response = requests.get(re.search(r"http://\S+", text)[0], timeout=30)
    assert response.status_code == 200, response.text
    return re.search("<SubscriptionArn>(.+)</SubscriptionArn>", response.text)[1]


def counts(aws, topic):
    found = aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return found["SubscriptionsPending"], found["SubscriptionsConfirmed"]


def test_a_subscription_is_pending_until_its_link_is_visited(aws, topic, address, mails):
    sns, subscription = aws("sns"), {"TopicArn": topic, "Protocol": "email", "Endpoint": address}
    assert sns.subscribe(**subscription)["SubscriptionArn"] == PENDING
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (listed["SubscriptionArn"], counts(aws, topic)) == ("PendingConfirmation", ("1", "0"))
    sns.publish(TopicArn=topic, Message="too early")

    ((subject, text),) = mails()
    assert subject == "AWS Notification - Subscription Confirmation"
    arn = confirm(text)
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert (attributes["PendingConfirmation"], counts(aws, topic)) == ("false", ("0", "1"))
    sns.publish(TopicArn=topic, Message="hello", Subject="Greeting")
    sns.publish(TopicArn=topic, Message="again")
    assert mails()[1:] == [("Greeting", "hello"), ("AWS Notification Message", "again")]
    assert sns.subscribe(**subscription)["SubscriptionArn"] == arn
    assert len(mails()) == 3


def test_a_pending_subscription_is_asked_for_again_and_confirmed_by_its_token(aws, topic, address, mails):
    sns, subscription = aws("sns"), {"TopicArn": topic, "Protocol": "email-json", "Endpoint": address}
    arn = sns.subscribe(**subscription, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    assert sns.subscribe(**subscription)["SubscriptionArn"] == PENDING
    first, second = (text for _, text in mails())
    assert first == second
    token = re.search(r"Token=([\w-]+)", second)[1]
    assert sns.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"] == arn
    sns.publish(TopicArn=topic, Message="hello")
    notification = json.loads(mails()[-1][1])
    assert (notification["Type"], notification["Message"]) == ("Notification", "hello")


def test_a_filter_policy_selects_the_mails(aws, topic, address, mails):
    policy = json.dumps({"kind": ["wanted"]})
    aws("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint=address, Attributes={"FilterPolicy": policy})
    confirm(mails()[0][1])
    for kind in ("other", "wanted"):
        attributes = {"kind": {"DataType": "String", "StringValue": kind}}
        aws("sns").publish(TopicArn=topic, Message=kind, MessageAttributes=attributes)
    assert [text for _, text in mails()[1:]] == ["wanted"]


def test_the_arn_of_a_pending_http_subscription_is_returned_on_request(aws, topic):
    subscription = {"TopicArn": topic, "Protocol": "http", "Endpoint": "http://127.0.0.1:9/"}
    assert aws("sns").subscribe(**subscription)["SubscriptionArn"] == PENDING
    arn = aws("sns").subscribe(**subscription, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert arn.startswith(f"{topic}:")


@pytest.mark.upstream
def test_unpatched_ministack_confirms_it_itself(unpatched_aws):
    sns = unpatched_aws("sns")
    topic = sns.create_topic(Name=unique_name())["TopicArn"]
    arn = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")["SubscriptionArn"]
    assert arn.startswith(f"{topic}:")
