"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name


def received(aws, *, fifo=False, timeout=30):
    """Return the URL of a queue with a message that has been received, and the message's receipt handle."""
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"} if fifo else {}
    url = aws("sqs").create_queue(QueueName=unique_name() + ".fifo" * fifo, Attributes=attributes)["QueueUrl"]
    aws("sqs").send_message(QueueUrl=url, MessageBody="a", **({"MessageGroupId": "g"} if fifo else {}))
    message = aws("sqs").receive_message(QueueUrl=url, VisibilityTimeout=timeout)["Messages"][0]
    return url, message["ReceiptHandle"]


def test_a_message_can_be_deleted_twice(aws):
    url, handle = received(aws)
    for _ in range(2):
        aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=handle)
    entries = [{"Id": "1", "ReceiptHandle": handle}, {"Id": "2", "ReceiptHandle": "nothing"}]
    answer = aws("sqs").delete_message_batch(QueueUrl=url, Entries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["1"]
    assert [(entry["Id"], entry["Code"]) for entry in answer["Failed"]] == [("2", "ReceiptHandleIsInvalid")]
    with pytest.raises(ClientError, match="The input receipt handle is invalid"):
        aws("sqs").delete_message(QueueUrl=url, ReceiptHandle="nothing")


def test_the_handle_of_an_earlier_receive_deletes_nothing(aws):
    url, handle = received(aws, timeout=0)
    latest = aws("sqs").receive_message(QueueUrl=url, VisibilityTimeout=0)["Messages"][0]["ReceiptHandle"]
    aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=handle)
    assert aws("sqs").receive_message(QueueUrl=url, VisibilityTimeout=0)["Messages"]
    assert latest != handle


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json
def test_a_fifo_queue_refuses_an_expired_handle(aws):
    url, handle = received(aws, fifo=True, timeout=0)
    message = f"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
    with pytest.raises(ClientError, match=message) as error:
        aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=handle)
    assert error.value.response["Error"]["Code"] == "InvalidParameterValue"


@pytest.mark.upstream
def test_unpatched_ministack_refuses_a_second_delete(unpatched_aws):
    url, handle = received(unpatched_aws)
    unpatched_aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=handle)
    with pytest.raises(ClientError, match="ReceiptHandleIsInvalid"):
        unpatched_aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=handle)
