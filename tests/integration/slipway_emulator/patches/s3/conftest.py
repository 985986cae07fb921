"""Buckets, and refusals of S3."""

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
