"""A queue that refuses what isn't sent over TLS takes what comes over the loopback interface."""

import json

import botocore.exceptions
import pytest


def _queue_for_tls_only(aws, name):
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return aws("sqs").create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]


def test_a_queue_for_tls_only_can_be_used(aws, unique_name):
    url = _queue_for_tls_only(aws, unique_name)
    aws("sqs").send_message(QueueUrl=url, MessageBody="sent")
    assert aws("sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"] == "sent"


def test_without_the_patch_it_shuts_everybody_out(unpatched_aws, unique_name):
    url = _queue_for_tls_only(unpatched_aws, unique_name)
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        unpatched_aws("sqs").send_message(QueueUrl=url, MessageBody="sent")
