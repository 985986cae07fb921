"""A queue that denies requests without TLS accepts requests over the loopback interface."""

import json

import botocore.exceptions
import pytest


def _queue_with_tls_policy(aws, name):
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return aws("sqs").create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]


def test_a_queue_that_denies_requests_without_tls_can_be_used(aws, unique_name):
    url = _queue_with_tls_policy(aws, unique_name)
    aws("sqs").send_message(QueueUrl=url, MessageBody="sent")
    assert aws("sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"] == "sent"


@pytest.mark.upstream
def test_unpatched_ministack_denies_every_request_to_it(unpatched_aws, unique_name):
    url = _queue_with_tls_policy(unpatched_aws, unique_name)
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        unpatched_aws("sqs").send_message(QueueUrl=url, MessageBody="sent")
