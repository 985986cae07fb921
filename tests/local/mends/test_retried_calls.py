"""The second attempt of a call gets the answer of the first."""

import uuid

import pytest
from botocore.exceptions import ClientError

from .conftest import trust


def _create_role(aws, name, invocation, attempt):
    """Send one attempt of a call as an SDK does that repeats it."""
    iam = aws("iam")

    def as_attempt(request, **_):
        for header in ("amz-sdk-invocation-id", "amz-sdk-request"):
            del request.headers[header]
        request.headers["amz-sdk-invocation-id"] = invocation
        request.headers["amz-sdk-request"] = f"attempt={attempt}; max=3"

    iam.meta.events.register("before-send.iam.CreateRole", as_attempt)
    try:
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("lambda"))["Role"]
    finally:
        iam.meta.events.unregister("before-send.iam.CreateRole", as_attempt)


def test_a_second_attempt_is_answered_as_the_first_and_makes_nothing(aws, unique_name):
    invocation = str(uuid.uuid4())
    first = _create_role(aws, unique_name, invocation, attempt=1)
    assert _create_role(aws, unique_name, invocation, attempt=2) == first


def test_another_call_of_the_same_kind_is_carried_out(aws, unique_name):
    _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)


def test_a_second_attempt_of_a_call_that_failed_is_carried_out(aws, unique_name):
    invocation = str(uuid.uuid4())
    _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(aws, unique_name, invocation, attempt=1)
    aws("iam").delete_role(RoleName=unique_name)
    assert _create_role(aws, unique_name, invocation, attempt=2)["RoleName"] == unique_name


def test_unmended_ministack_carries_it_out_twice(unmended_aws, unique_name):
    invocation = str(uuid.uuid4())
    _create_role(unmended_aws, unique_name, invocation, attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(unmended_aws, unique_name, invocation, attempt=2)
