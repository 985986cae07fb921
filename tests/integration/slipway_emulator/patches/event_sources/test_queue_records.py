"""https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping"""

import json

import pytest

from slipway.harness import eventually

from ..conftest import LOGS, READ_QUEUES

SOURCE = """
import json

def handler(event, context):
    for record in event["Records"]:
        print("digest:", json.dumps([record["body"], record.get("md5OfMessageAttributes", "missing")]))
"""
ATTRIBUTES = {"a": {"DataType": "String", "StringValue": "b"}}


def digests(aws, function, queue, log_of):
    """Send a message with attributes and one without; return the digests that the function gets, and SQS's own."""
    source, arn = queue(aws), function(aws, SOURCE, LOGS, READ_QUEUES, Timeout=5)
    client = aws("sqs")
    sent = client.send_message(QueueUrl=source.url, MessageBody="with", MessageAttributes=ATTRIBUTES)
    client.send_message(QueueUrl=source.url, MessageBody="without")
    aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn)

    def both():
        lines = [line.removeprefix("digest: ") for line in log_of(aws, arn) if line.startswith("digest:")]
        found = dict(json.loads(line) for line in lines)
        assert len(found) == 2
        return found

    return eventually(both, timeout=30), sent["MD5OfMessageAttributes"]


def test_a_record_has_the_digest_of_its_attributes(aws, function, queue, log_of):
    found, digest = digests(aws, function, queue, log_of)
    assert found == {"with": digest, "without": None}


@pytest.mark.upstream
def test_unpatched_ministack_has_no_digest(unpatched_aws, function, queue, log_of):
    found, _ = digests(unpatched_aws, function, queue, log_of)
    assert found == {"with": "missing", "without": "missing"}
