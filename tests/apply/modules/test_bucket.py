"""The objects, events and permissions of a bucket."""

import json
from pathlib import Path

import pytest
import requests

from slipway.errors import SlipwayError

from .conftest import deploy

MODULE = Path(__file__).parents[3] / "modules" / "bucket"
EXAMPLE = "bucket/complete"


def test_statements_of_the_caller_join_the_buckets_own(stack, aws):
    bucket = stack.outputs["bucket"]
    tls, reader = json.loads(aws("s3").get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]

    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert set(tls["Resource"]) == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}
    assert (reader["Effect"], reader["Resource"]) == ("Allow", f"arn:aws:s3:::{bucket}/reports/*")


def test_first_object_has_a_version_already(stack, aws):
    (version,) = aws("s3").list_object_versions(Bucket=stack.outputs["bucket"])["Versions"]
    assert version["VersionId"] == stack.outputs["first_version"] != "null"


def test_bucket_answers_nobody_without_credentials(stack, target):
    url = f"{target.endpoint_url}/{stack.outputs['bucket']}/reports/first.txt"
    assert requests.get(url, timeout=30).status_code == 403


@pytest.fixture
def queue(stack, aws, unique_name):
    """URL of a queue that gets the bucket's events."""
    sqs, events = aws("sqs"), aws("events")
    url = sqs.create_queue(QueueName=unique_name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [stack.outputs["bucket"]]}}}
    events.put_rule(Name=unique_name, EventPattern=json.dumps(pattern))
    service = {"Service": "events.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": service, "Action": "sqs:SendMessage", "Resource": arn}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [statement]})})
    events.put_targets(Rule=unique_name, Targets=[{"Id": "queue", "Arn": arn}])
    yield url
    events.remove_targets(Rule=unique_name, Ids=["queue"])
    events.delete_rule(Name=unique_name)
    sqs.delete_queue(QueueUrl=url)


def test_new_object_is_an_event(stack, aws, queue, eventually):
    aws("s3").put_object(Bucket=stack.outputs["bucket"], Key="reports/second.txt", Body=b"News.")

    def is_reported():
        messages = aws("sqs").receive_message(QueueUrl=queue).get("Messages", [])
        events = [json.loads(message["Body"]) for message in messages]
        events_seen = [(event["detail-type"], event["detail"]["object"]["key"]) for event in events]
        assert events_seen == [("Object Created", "reports/second.txt")]

    eventually(is_reported)


def test_bucket_with_an_object_is_not_destroyed_unless_forced(tf, aws, unique_name):
    stack = tf(MODULE, name_prefix=f"{unique_name}-").apply()
    bucket = stack.outputs["bucket"]
    aws("s3").put_object(Bucket=bucket, Key="kept.txt", Body=b"kept")

    with pytest.raises(SlipwayError):
        stack.destroy()
    assert aws("s3").get_object(Bucket=bucket, Key="kept.txt")["Body"].read() == b"kept"

    stack.apply(force_destroy=True)


COPY = """
import boto3


def handler(event, context):
    s3, bucket, key = boto3.client("s3"), event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.put_object(Bucket=bucket, Key=f"copies/{key}", Body=body)
"""


def test_an_object_invokes_a_function_if_its_key_fits(examples, aws, eventually):
    outputs, s3 = examples.outputs("bucket/functions"), aws("s3")
    deploy(aws("lambda"), outputs["function_name"], COPY)
    for key in ("reports/a.txt", "other/b.csv", "reports/c.csv"):
        s3.put_object(Bucket=outputs["bucket"], Key=key, Body=key.encode())

    def is_copied():
        found = s3.list_objects_v2(Bucket=outputs["bucket"], Prefix="copies/").get("Contents", [])
        assert [each["Key"] for each in found] == ["copies/reports/c.csv"]

    eventually(is_copied)
