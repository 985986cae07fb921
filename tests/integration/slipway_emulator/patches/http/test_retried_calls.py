"""The second attempt of a call gets the response of the first if, and only if, AWS makes the call idempotent."""

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


def _request_certificate(aws, name, invocation, attempt, token="token"):
    domain = {"DomainName": f"{name}.example.com", "IdempotencyToken": token}
    return _attempt(aws("acm"), "request_certificate", invocation, attempt, **domain)["CertificateArn"]


def _create_role(aws, name, invocation, attempt):
    policy = {"AssumeRolePolicyDocument": trust("lambda")}
    return _attempt(aws("iam"), "create_role", invocation, attempt, RoleName=name, **policy)["Role"]


def test_a_second_attempt_with_a_token_gets_the_first_response_and_creates_nothing(aws, unique_name):
    invocation = str(uuid.uuid4())
    first = _request_certificate(aws, unique_name, invocation, attempt=1)
    assert _request_certificate(aws, unique_name, invocation, attempt=2) == first


def test_a_second_attempt_without_a_token_is_executed(aws, unique_name):
    invocation = str(uuid.uuid4())
    _create_role(aws, unique_name, invocation, attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(aws, unique_name, invocation, attempt=2)


@pytest.mark.parametrize("name", ["ClientToken", "idempotencyToken"])
def test_a_second_attempt_of_a_conditional_write_is_executed_whatever_its_item_contains(aws, unique_name, name):
    dynamodb, invocation = aws("dynamodb"), str(uuid.uuid4())
    dynamodb.create_table(
        TableName=unique_name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    write = {
        "TableName": unique_name,
        "Item": {"id": {"S": "1"}, name: {"S": "x"}},
        "ConditionExpression": "attribute_not_exists(id)",
    }
    _attempt(dynamodb, "put_item", invocation, 1, **write)
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        _attempt(dynamodb, "put_item", invocation, 2, **write)


def test_another_call_with_the_same_parameters_is_executed(aws, unique_name):
    _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        _create_role(aws, unique_name, str(uuid.uuid4()), attempt=1)


def test_a_second_attempt_of_a_failed_call_is_executed(aws, unique_name):
    invocation, group = str(uuid.uuid4()), {"Name": unique_name, "ClientToken": unique_name}
    aws("scheduler").create_schedule_group(Name=unique_name)
    with pytest.raises(ClientError, match="Conflict"):
        _attempt(aws("scheduler"), "create_schedule_group", invocation, 1, **group)
    aws("scheduler").delete_schedule_group(Name=unique_name)
    assert _attempt(aws("scheduler"), "create_schedule_group", invocation, 2, **group)["ScheduleGroupArn"]


@pytest.mark.upstream
def test_unpatched_ministack_executes_it_twice(unpatched_aws, unique_name):
    invocation = str(uuid.uuid4())
    first = _request_certificate(unpatched_aws, unique_name, invocation, attempt=1)
    assert _request_certificate(unpatched_aws, unique_name, invocation, attempt=2) != first
