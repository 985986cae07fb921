"""The messages are those that AWS returned:

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

QUEUE_ARN = "arn:aws:sqs:eu-central-1:123456789012:dead-letters"
NOT_BOOLEAN = "RawMessageDelivery: Invalid value [{}]. Must be true or false."


@pytest.fixture
def topic(aws):
    return aws("sns").create_topic(Name=unique_name())["TopicArn"]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("RawMessageDelivery", "maybe", NOT_BOOLEAN.format("maybe")),
        ("RawMessageDelivery", "", NOT_BOOLEAN.format("")),
        (
            "RedrivePolicy",
            json.dumps({"deadLetterTargetArn": "a"}),
            "RedrivePolicy: deadLetterTargetArn is an invalid arn",
        ),
        ("RedrivePolicy", "{text}", "RedrivePolicy: failed to parse JSON."),
        ("RedrivePolicy", "[]", "RedrivePolicy: failed to parse JSON."),
        ("DeliveryPolicy", "text", "DeliveryPolicy: failed to parse JSON."),
        ("Unknown", "a", "AttributeName"),
    ],
)
def test_a_subscription_gets_no_invalid_attribute(aws, queue, topic, name, value, reason):
    sns, endpoint = aws("sns"), queue(aws).arn
    new = "Unknown attribute Unknown" if name == "Unknown" else reason
    with pytest.raises(ClientError) as error:
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint, Attributes={name: value})
    assert error.value.response["Error"]["Code"] == "InvalidParameter"
    assert error.value.response["Error"]["Message"] == f"Invalid parameter: Attributes Reason: {new}"

    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint)["SubscriptionArn"]
    with pytest.raises(ClientError) as error:
        sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName=name, AttributeValue=value)
    assert error.value.response["Error"]["Message"] == f"Invalid parameter: {reason}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RawMessageDelivery", "True"),
        ("RedrivePolicy", json.dumps({"deadLetterTargetArn": QUEUE_ARN})),
        ("RedrivePolicy", "{}"),  # as Terraform removes it
        ("RedrivePolicy", ""),
        ("FilterPolicy", "{}"),
    ],
)
def test_a_subscription_gets_a_valid_attribute(aws, queue, topic, name, value):
    arn = aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue(aws).arn)["SubscriptionArn"]

    aws("sns").set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ContentBasedDeduplication", "maybe"),
        ("DeliveryPolicy", "text"),
        ("DisplayName", "a" * 101),
        ("LambdaSuccessFeedbackRoleArn", "a"),
        ("SignatureVersion", "3"),
        ("SQSSuccessFeedbackSampleRate", "101"),
        ("TracingConfig", "On"),
        ("Unknown", "a"),
    ],
)
def test_a_topic_gets_no_invalid_attribute(aws, topic, name, value):
    with pytest.raises(ClientError, match=r"InvalidParameter.*Attributes Reason: "):
        aws("sns").create_topic(Name=unique_name(), Attributes={name: value})
    with pytest.raises(ClientError, match=r"InvalidParameter.*Invalid parameter: "):
        aws("sns").set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)


def test_a_queue_that_orders_messages_subscribes_to_such_a_topic_only(aws, topic):
    arn = "arn:aws:sqs:eu-central-1:123456789012:queue.fifo"
    with pytest.raises(ClientError, match="FIFO SQS Queues can not be subscribed to standard SNS topics"):
        aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    ordered = aws("sns").create_topic(Name=f"{unique_name()}.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    redrive = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": QUEUE_ARN})}
    with pytest.raises(ClientError, match="must use a FIFO queue as DLQ"):
        aws("sns").subscribe(TopicArn=ordered, Protocol="sqs", Endpoint=arn, Attributes=redrive)
