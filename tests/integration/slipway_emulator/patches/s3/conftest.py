"""Buckets, their notifications, and refusals of S3."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

_SELDOM = ("HostId", "RequestId", "Resource")


@pytest.fixture
def bucket_of() -> Callable[..., str]:
    """``bucket_of(aws, target)`` creates a bucket and returns its name."""

    def create(aws: Callable[[str], Any], target: Any, **options: Any) -> str:
        name = unique_name()
        location = {"LocationConstraint": target.region}
        aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration=location, **options)
        return name

    return create


@pytest.fixture
def refusal() -> Callable[..., dict[str, Any]]:
    """``refusal(call, …)`` calls an operation that is refused; returns the status and the members of the error."""

    def refused(call: Callable[..., Any], **parameters: Any) -> dict[str, Any]:
        with pytest.raises(ClientError) as error:
            call(**parameters)
        response = error.value.response
        members = {name: value for name, value in response["Error"].items() if name not in _SELDOM}
        return {"Status": response["ResponseMetadata"]["HTTPStatusCode"], **members}

    return refused


@pytest.fixture
def notified(bucket_of: Callable[..., str], queue: Callable[..., Any]) -> Callable[..., tuple[str, Any]]:
    """``notified(aws, target, event, …)`` creates a bucket whose events go to a queue; returns both."""

    def create(aws: Callable[[str], Any], target: Any, *events: str) -> tuple[str, Any]:
        bucket, created = bucket_of(aws, target), queue(aws)
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": created.arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        aws("sqs").set_queue_attributes(QueueUrl=created.url, Attributes={"Policy": policy})
        configuration = {"QueueConfigurations": [{"QueueArn": created.arn, "Events": list(events)}]}
        aws("s3").put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
        (test_message,) = created.receive()
        assert json.loads(test_message)["Event"] == "s3:TestEvent"
        return bucket, created

    return create
