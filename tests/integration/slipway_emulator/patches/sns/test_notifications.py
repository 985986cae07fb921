"""https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html

The members: https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import json

import pytest

from slipway.harness import unique_name

FORWARD = "import json\ndef handler(event, context):\n    print(json.dumps(event['Records'][0]['Sns']))\n"
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
POLICY = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
SIGNED = {"Signature", "SignatureVersion", "SigningCertURL"}


@pytest.fixture
def received(queue):
    """``received(aws, fifo)`` publishes to a topic; returns the subscription's ARN and the notification in a queue."""

    def publish(aws, *, fifo=False, **message):
        target = queue(aws)
        document = json.dumps({"Version": "2012-10-17", "Statement": {**POLICY, "Resource": target.arn}})
        aws("sqs").set_queue_attributes(QueueUrl=target.url, Attributes={"Policy": document})
        attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"} if fifo else {}
        topic = aws("sns").create_topic(Name=unique_name() + ".fifo" * fifo, Attributes=attributes)["TopicArn"]
        arn = aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=target.arn)["SubscriptionArn"]
        group = {"MessageGroupId": "a"} if fifo else {}
        aws("sns").publish(**{"TopicArn": topic, "Message": "text", **group, **message})
        return arn, json.loads(target.receive()[0])

    return publish


def test_a_notification_names_its_subscription(aws, received):
    arn, notification = received(aws)
    assert notification["UnsubscribeURL"].endswith(f"/?Action=Unsubscribe&SubscriptionArn={arn}")
    assert notification.keys() == {"Type", "MessageId", "TopicArn", "Message", "Timestamp", "UnsubscribeURL"} | SIGNED


def test_a_binary_attribute_has_its_value(aws, received):
    attributes = {
        "a": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        "b": {"DataType": "String", "StringValue": "b"},
    }
    _, notification = received(aws, MessageAttributes=attributes)
    assert notification["MessageAttributes"] == {
        "a": {"Type": "Binary", "Value": "AP8="},
        "b": {"Type": "String", "Value": "b"},
    }


def test_a_protocol_has_a_message_if_it_is_text(aws, received):
    def message(**protocols):
        structure = {"MessageStructure": "json", "Message": json.dumps({"default": "text", **protocols})}
        return received(aws, **structure)[1]["Message"]

    assert [message(sqs="other"), message(sqs={"a": 1}), message(email="other")] == ["other", "text", "text"]


def test_a_message_of_a_fifo_topic_has_a_number_and_no_signature(aws, received):
    _, notification = received(aws, fifo=True)
    assert notification["SequenceNumber"] == "10000000000000000001"
    assert not SIGNED & notification.keys()


def test_a_function_gets_other_names(aws, function, log_of, unique_name, eventually):
    arn = function(aws, FORWARD, LOGS)
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    subscription = aws("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)["SubscriptionArn"]
    aws("sns").publish(TopicArn=topic, Message="text")

    def check():
        assert [line for line in log_of(aws, arn) if line.startswith("{")]

    eventually(check)
    (record,) = [json.loads(line) for line in log_of(aws, arn) if line.startswith("{")]
    assert record["UnsubscribeUrl"].endswith(f"SubscriptionArn={subscription}")
    assert record["SigningCertUrl"]
    assert (record["Subject"], record["MessageAttributes"]) == (None, {})
    assert not {"UnsubscribeURL", "SigningCertURL"} & record.keys()


@pytest.mark.upstream
def test_unpatched_ministack_names_an_example(unpatched_aws, received):
    _, notification = received(unpatched_aws)
    assert notification["UnsubscribeURL"].endswith(":example")
