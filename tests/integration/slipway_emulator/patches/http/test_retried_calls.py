"""The second attempt of a call gets the response of the first."""

import uuid

import pytest
from botocore.exceptions import ClientError

from ..conftest import trust


def _attempt(client, operation, invocation, attempt, **parameters):
    """Send one attempt of a call, as an SDK does when it retries the call."""

    def as_attempt(request, **_):
        for header in ("amz-sdk-invocation-id", "amz-sdk-request"):
            del request.headers[header]
        request.headers["amz-sdk-invocation-id"] = invocation
        request.headers["amz-sdk-request"] = f"attempt={attempt}; max=3"

    client.meta.events.register("before-send", as_attempt)
    try:
        return getattr(client, operation)(**parameters)
    finally:
        client.meta.events.unregister("before-send", as_attempt)


def _create_role(aws, name, invocation, attempt):
    policy = {"AssumeRolePolicyDocument": trust("lambda")}
    return _attempt(aws("iam"), "create_role", invocation, attempt, RoleName=name, **policy)["Role"]


def test_a_second_attempt_gets_the_first_response_and_creates_nothing(aws, unique_name):
    invocation = str(uuid.uuid4())
    first = _create_role(aws, unique_name, invocation, attempt=1)
    assert _create_role(aws, unique_name, invocation, attempt=2) == first


def test_another_call_with_the_same_parameters_is_executed(aws, unique_name):
    _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)


def test_a_second_attempt_of_a_failed_call_is_executed(aws, unique_name):
    invocation = str(uuid.uuid4())
    _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(aws, unique_name, invocation, attempt=1)
    aws("iam").delete_role(RoleName=unique_name)
    assert _create_role(aws, unique_name, invocation, attempt=2)["RoleName"] == unique_name


def test_a_large_response_is_not_stored(aws, unique_name):
    s3, found = aws("s3"), []
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    invocation = str(uuid.uuid4())
    for attempt in (1, 2):
        s3.put_object(Bucket=unique_name, Key="key", Body=b"%d" % attempt * 100_000)
        response = _attempt(s3, "get_object", invocation, attempt, Bucket=unique_name, Key="key")
        found.append(response["Body"].read(1))
    assert found == [b"1", b"2"]


@pytest.mark.upstream
def test_unpatched_ministack_executes_it_twice(unpatched_aws, unique_name):
    invocation = str(uuid.uuid4())
    _create_role(unpatched_aws, unique_name, invocation, attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(unpatched_aws, unique_name, invocation, attempt=2)
