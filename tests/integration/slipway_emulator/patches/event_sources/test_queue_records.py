"""https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping"""

import json

import pytest
from metric_sums import metric_sums

from slipway.harness import eventually

from ..conftest import LOGS, READ_QUEUES

SOURCE = """
import json

def handler(event, context):
    for record in event["Records"]:
        digest = record.get("md5OfMessageAttributes", "missing")
        print("digest:", json.dumps([record["body"], [digest, context.invoked_function_arn]]))
"""
ATTRIBUTES = {"a": {"DataType": "String", "StringValue": "b"}}


def digests(aws, function, queue, log_of):
    """Send a message with attributes and one without, to an alias.

    Returns:
        By the message the digest and the ARN that the function gets; SQS's own digest; and the ARN of the alias.
    """
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

    return eventually(both, timeout=30), sent["MD5OfMessageAttributes"], arn


def test_a_record_has_the_digest_of_its_attributes(aws, function, queue, log_of):
    found, digest, alias = digests(aws, function, queue, log_of)
    assert found == {"with": [digest, alias], "without": [None, alias]}  # the alias that the mapping names, too

    name, qualifier = alias.split(":")[-2:]

    def is_counted():
        dimensions = {"FunctionName": name, "Resource": f"{name}:{qualifier}"}
        assert metric_sums(aws, "AWS/Lambda", ["Invocations"], dimensions)["Invocations"] >= 1

    eventually(is_counted, timeout=20)  # metrics follow when the function has ended, its log while it runs


@pytest.mark.upstream
def test_unpatched_ministack_has_no_digest(unpatched_aws, function, queue, log_of):
    found, _, alias = digests(unpatched_aws, function, queue, log_of)
    assert [digest for digest, _ in found.values()] == ["missing", "missing"]
    assert alias not in {arn for _, arn in found.values()}
