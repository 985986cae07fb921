"""https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-cross-account.html"""

import json

import pytest
from service_errors import error_of

from slipway.aws.target import Target
from slipway.harness import unique_name

OTHER = "210987654321"
SOURCE = "def handler(event, context):\n    return context.invoked_function_arn\n"


@pytest.fixture
def other(target):
    """A client of the root of another account."""
    return Target(target.endpoint_url, target.region, OTHER, target.secret_access_key)


@pytest.fixture
def arn(aws, function):
    """The ARN of the alias of a function."""
    return function(aws, SOURCE)


def share(aws, arn, action="InvokeFunction", principal=OTHER):
    name, _, qualifier = arn.rpartition(":")
    aws("lambda").add_permission(
        FunctionName=name, Qualifier=qualifier, StatementId=action, Action=f"lambda:{action}", Principal=principal
    )


def denied(action, arn):
    resource = f"lambda:{action} on resource: {arn} because no resource-based policy allows the lambda:{action} action"
    return "AccessDeniedException", f"User: arn:aws:iam::{OTHER}:root is not authorized to perform: {resource}"


def test_another_account_may_do_nothing_without_a_permission(other, arn):
    client, missing = other.client("lambda"), arn.replace(arn.split(":")[6], "missing")
    for named in (arn, missing):
        assert error_of(client.invoke, FunctionName=named) == denied("InvokeFunction", named)
        assert error_of(client.get_function, FunctionName=named) == denied("GetFunction", named)
    partial = arn.split(":", 4)[4]
    assert error_of(client.invoke, FunctionName=partial) == denied("InvokeFunction", arn)


def test_a_permission_lets_another_account_invoke_the_function_and_no_more(aws, other, arn):
    share(aws, arn)
    client, (name, _, qualifier) = other.client("lambda"), arn.rpartition(":")
    for named in ({"FunctionName": arn}, {"FunctionName": name, "Qualifier": qualifier}):
        assert json.loads(client.invoke(**named)["Payload"].read()) == arn
    assert error_of(client.invoke, FunctionName=name) == denied("InvokeFunction", name)
    assert error_of(client.get_function, FunctionName=arn) == denied("GetFunction", arn)
    assert client.list_functions()["Functions"] == []


def test_a_user_of_another_account_needs_both_permissions(aws, other, arn):
    iam, user = other.client("iam"), unique_name()
    iam.create_user(UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    client = Target(other.endpoint_url, other.region, key["AccessKeyId"], key["SecretAccessKey"]).client("lambda")
    share(aws, arn)
    assert "no identity-based policy" in error_of(client.invoke, FunctionName=arn)[1]
    statement = {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=user, PolicyName="functions", PolicyDocument=policy)
    assert client.invoke(FunctionName=arn)["StatusCode"] == 200
    assert "no resource-based policy" in error_of(client.get_function, FunctionName=arn)[1]


@pytest.mark.upstream
def test_unpatched_ministack_finds_no_function_of_another_account(unpatched_aws, unpatched_target, function):
    arn = function(unpatched_aws, SOURCE)
    share(unpatched_aws, arn)
    target = unpatched_target
    client = Target(target.endpoint_url, target.region, OTHER, target.secret_access_key).client("lambda")
    assert error_of(client.invoke, FunctionName=arn)[0] == "ResourceNotFoundException"
