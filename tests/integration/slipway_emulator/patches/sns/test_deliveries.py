"""https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html"""

import json

import pytest

from slipway.harness import unique_name

FAILING = "def handler(event, context):\n    raise RuntimeError\n"


def open_queue(aws, queue):
    """Create a queue that every topic may send to."""
    opened = queue(aws)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": opened.arn,
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws("sqs").set_queue_attributes(QueueUrl=opened.url, Attributes={"Policy": document})
    return opened


def subscribe(aws, protocol, endpoint, **attributes):
    topic = aws("sns").create_topic(Name=unique_name())["TopicArn"]
    aws("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint, Attributes=attributes)
    return topic


def redrive_to(queue_arn):
    return {"RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn})}


def publish(aws, topic):
    attributes = {"a": {"DataType": "Number", "StringValue": "1"}}
    aws("sns").publish(TopicArn=topic, Message="message", MessageAttributes=attributes)


# https://docs.aws.amazon.com/sns/latest/dg/sns-lambda-as-subscriber.html
def test_an_event_that_a_function_fails_on_goes_to_its_destination(aws, function, queue):
    failures = queue(aws)
    arn = function(aws, FAILING, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures.arn})
    name, _, alias = arn.rpartition(":")
    aws("lambda").put_function_event_invoke_config(
        FunctionName=name,
        Qualifier=alias,
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": failures.arn}},
    )
    publish(aws, subscribe(aws, "lambda", arn))
    (message,) = failures.receive()
    (record,) = json.loads(message)["requestPayload"]["Records"]
    assert (record["EventSource"], record["Sns"]["Message"]) == ("aws:sns", "message")


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
def test_a_message_for_a_deleted_function_goes_to_the_subscriptions_queue(aws, function, queue):
    letters, arn = open_queue(aws, queue), function(aws, FAILING).rpartition(":")[0]
    topic = subscribe(aws, "lambda", arn, **redrive_to(letters.arn))
    aws("lambda").delete_function(FunctionName=arn)
    publish(aws, topic)
    (message,) = letters.receive()
    letter = json.loads(message)
    assert (letter["Type"], letter["TopicArn"], letter["Message"]) == ("Notification", topic, "message")
    assert letter["MessageAttributes"] == {"a": {"Type": "Number", "Value": "1"}}


def test_a_message_for_a_deleted_queue_goes_there_too(aws, queue):
    letters, deleted = open_queue(aws, queue), open_queue(aws, queue)
    topic = subscribe(aws, "sqs", deleted.arn, RawMessageDelivery="true", **redrive_to(letters.arn))
    aws("sqs").delete_queue(QueueUrl=deleted.url)
    publish(aws, topic)
    (message,) = aws("sqs").receive_message(QueueUrl=letters.url, WaitTimeSeconds=20, MessageAttributeNames=["All"])[
        "Messages"
    ]
    assert message["Body"] == "message"
    assert message["MessageAttributes"] == {"a": {"DataType": "Number", "StringValue": "1"}}


def test_a_message_that_a_queues_policy_denies_goes_there_too(aws, queue):
    letters, closed = open_queue(aws, queue), queue(aws)
    publish(aws, subscribe(aws, "sqs", closed.arn, RawMessageDelivery="true", **redrive_to(letters.arn)))
    assert letters.receive() == ["message"]
    assert closed.receive(wait=0) == []


def test_a_delivered_message_does_not(aws, queue):
    letters, opened = open_queue(aws, queue), open_queue(aws, queue)
    publish(aws, subscribe(aws, "sqs", opened.arn, RawMessageDelivery="true", **redrive_to(letters.arn)))
    assert opened.receive() == ["message"]
    assert letters.receive(wait=0) == []


@pytest.mark.upstream
def test_unpatched_ministack_drops_the_message(unpatched_aws, queue):
    letters, deleted = open_queue(unpatched_aws, queue), open_queue(unpatched_aws, queue)
    topic = subscribe(unpatched_aws, "sqs", deleted.arn, **redrive_to(letters.arn))
    unpatched_aws("sqs").delete_queue(QueueUrl=deleted.url)
    publish(unpatched_aws, topic)
    assert letters.receive(wait=0) == []
