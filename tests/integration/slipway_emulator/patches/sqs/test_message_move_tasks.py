"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs_move_task.snapshot.json
"""

import base64
import json

import pytest

from tests.support.service_errors import error_of


def redrive(aws, source, target):
    policy = json.dumps({"deadLetterTargetArn": target.arn, "maxReceiveCount": 1})
    aws("sqs").set_queue_attributes(QueueUrl=source.url, Attributes={"RedrivePolicy": policy})


@pytest.fixture
def queues(aws, queue):
    """A queue, and its dead-letter queue with two messages that came from it."""
    source, letters = queue(aws), queue(aws)
    redrive(aws, source, letters)
    for body in "ab":
        aws("sqs").send_message(QueueUrl=source.url, MessageBody=body)
    for _ in range(2):
        aws("sqs").receive_message(QueueUrl=source.url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    aws("sqs").receive_message(QueueUrl=source.url)
    return source, letters


def waiting(aws, url):
    names = ["ApproximateNumberOfMessages"]
    found = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return int(found[names[0]])


def test_messages_go_back_to_their_queue(aws, queues, eventually):
    (source, letters), client = queues, aws("sqs")
    assert client.list_dead_letter_source_queues(QueueUrl=letters.url)["queueUrls"] == [source.url]
    client.start_message_move_task(SourceArn=letters.arn)

    def moved():
        (task,) = client.list_message_move_tasks(SourceArn=letters.arn)["Results"]
        assert task["Status"] == "COMPLETED"
        return task

    task = eventually(moved, timeout=20)
    counts = [task[f"ApproximateNumberOfMessages{each}"] for each in ("Moved", "ToMove")]
    assert (counts, "TaskHandle" in task, "DestinationArn" in task) == ([2, 2], False, False)
    assert (waiting(aws, source.url), waiting(aws, letters.url)) == (2, 0)


def test_a_task_is_limited_and_canceled(aws, queues, queue):
    (_, letters), client, other = queues, aws("sqs"), queue(aws)
    values = {"SourceArn": letters.arn, "DestinationArn": other.arn, "MaxNumberOfMessagesPerSecond": 1}
    handle = client.start_message_move_task(**values)["TaskHandle"]
    message = "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
    assert error_of(client.start_message_move_task, **values) == ("InvalidParameterValue", message)
    (task,) = client.list_message_move_tasks(SourceArn=letters.arn)["Results"]
    assert (task["Status"], task["TaskHandle"]) == ("RUNNING", handle)
    client.cancel_message_move_task(TaskHandle=handle)
    (task,) = client.list_message_move_tasks(SourceArn=letters.arn)["Results"]
    assert task["Status"] == "CANCELLED"
    assert waiting(aws, letters.url) >= 1


def test_what_is_not_there_is_named(aws, queues, queue):
    (source, letters), client = queues, aws("sqs")
    missing = "ResourceNotFoundException", "The resource that you specified for the {} parameter doesn't exist."
    start, cancel = client.start_message_move_task, client.cancel_message_move_task
    assert error_of(start, SourceArn=letters.arn + "x") == (missing[0], missing[1].format("SourceArn"))
    both = {"SourceArn": letters.arn, "DestinationArn": letters.arn + "x"}
    assert error_of(start, **both) == (missing[0], missing[1].format("DestinationArn"))
    refusal = "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue."
    assert error_of(start, SourceArn=source.arn) == refusal
    invalid = "InvalidParameterValue", "Value for parameter TaskHandle is invalid."
    assert error_of(cancel, TaskHandle="abc") == invalid
    handle = base64.b64encode(json.dumps({"taskId": "a", "sourceArn": letters.arn}).encode()).decode()
    assert error_of(cancel, TaskHandle=handle) == ("ResourceNotFoundException", "Task does not exist.")


@pytest.mark.upstream
def test_unpatched_ministack_has_no_tasks(unpatched_aws, queue):
    arn = queue(unpatched_aws).arn
    assert "StartMessageMoveTask" in error_of(unpatched_aws("sqs").start_message_move_task, SourceArn=arn)[1]
