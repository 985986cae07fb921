"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json"""

import pytest
from botocore.exceptions import ClientError


def test_a_label_that_the_policy_does_not_have_is_refused(aws, unique_name):
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName=unique_name)["QueueUrl"]
    sqs.add_permission(QueueUrl=url, Label="reader", AWSAccountIds=["123456789012"], Actions=["ReceiveMessage"])
    with pytest.raises(ClientError, match=r"Value other for parameter Label is invalid\. Reason: can't find label\."):
        sqs.remove_permission(QueueUrl=url, Label="other")
    sqs.remove_permission(QueueUrl=url, Label="reader")
    with pytest.raises(ClientError, match="can't find label"):
        sqs.remove_permission(QueueUrl=url, Label="reader")


@pytest.mark.upstream
def test_unpatched_ministack_removes_any_label(unpatched_aws, unique_name):
    sqs = unpatched_aws("sqs")
    sqs.remove_permission(QueueUrl=sqs.create_queue(QueueName=unique_name)["QueueUrl"], Label="other")
