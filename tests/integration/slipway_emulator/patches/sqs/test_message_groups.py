"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html"""

import pytest

from slipway.harness import unique_name


def send(aws, *groups):
    """Send a message to each group, and return the queue's URL."""
    sqs = aws("sqs")
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url = sqs.create_queue(QueueName=f"{unique_name()}.fifo", Attributes=attributes)["QueueUrl"]
    for number, group in enumerate(groups):
        sqs.send_message(QueueUrl=url, MessageBody=f"{group}{number}", MessageGroupId=group)
    return url


def receive(aws, url, count=10):
    messages = aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=count).get("Messages", [])
    return [message["Body"] for message in messages]


def test_the_messages_of_a_group_come_together_and_in_order(aws):
    assert receive(aws, send(aws, "a", "b", "a", "c", "b", "a")) == ["a0", "a2", "a5", "b1", "b4", "c3"]


def test_a_group_with_a_message_in_flight_is_passed_over(aws):
    url = send(aws, "a", "b", "a", "b")
    assert receive(aws, url, count=1) == ["a0"]
    assert receive(aws, url) == ["b1", "b3"]


@pytest.mark.upstream
def test_unpatched_ministack_mixes_the_groups(unpatched_aws):
    assert receive(unpatched_aws, send(unpatched_aws, "a", "b", "a")) == ["a0", "b1", "a2"]


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.py
def test_a_message_in_flight_holds_back_the_later_ones_of_its_group_only(aws, unique_name):
    sqs = aws("sqs")
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url = sqs.create_queue(QueueName=f"{unique_name}.fifo", Attributes=attributes)["QueueUrl"]
    for body in ("1 a", "1 b", "1 c", "2 a"):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=body[0])
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=3)["Messages"]
    assert [message["Body"] for message in received] == ["1 a", "1 b", "1 c"]
    for message in (received[0], received[2]):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    again = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in again] == ["2 a", "1 a"]
