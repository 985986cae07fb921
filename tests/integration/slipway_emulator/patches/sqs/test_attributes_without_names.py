"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html"""

import pytest


def test_only_attributes_that_are_named_are_returned(aws, unique_name):
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName=unique_name)["QueueUrl"]
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url)
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    one = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])
    assert one["Attributes"] == {"DelaySeconds": "0"}


@pytest.mark.upstream
def test_unpatched_ministack_returns_all_attributes(unpatched_aws, unique_name):
    sqs = unpatched_aws("sqs")
    assert sqs.get_queue_attributes(QueueUrl=sqs.create_queue(QueueName=unique_name)["QueueUrl"])["Attributes"]
