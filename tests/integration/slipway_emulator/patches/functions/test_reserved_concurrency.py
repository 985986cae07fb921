"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass"


def throttled(aws, arn):
    name = arn.rpartition(":")[0]
    aws("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    return name


@pytest.mark.parametrize("qualifier", ["$LATEST", "1", "live"])
def test_no_reserved_concurrency_throttles_every_version_and_alias(aws, target, function, qualifier):
    name = throttled(aws, function(aws, SOURCE))
    client = target.client("lambda")

    with pytest.raises(client.exceptions.TooManyRequestsException) as refused:
        client.invoke(FunctionName=name, Qualifier=qualifier)

    response = refused.value.response
    assert response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert (response["Error"]["Message"], response.get("retryAfterSeconds")) == ("Rate Exceeded.", None)


def test_an_alias_is_invoked_again_after_the_reservation_is_deleted(aws, function):
    arn = function(aws, SOURCE)
    aws("lambda").delete_function_concurrency(FunctionName=throttled(aws, arn))

    assert "FunctionError" not in aws("lambda").invoke(FunctionName=arn)


@pytest.mark.upstream
def test_unpatched_ministack_does_not_throttle_an_alias(unpatched_aws, function):
    arn = function(unpatched_aws, SOURCE)
    throttled(unpatched_aws, arn)

    assert unpatched_aws("lambda").invoke(FunctionName=arn)["StatusCode"] == 200


def reserve(aws, name, number):
    aws("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=number)


@pytest.mark.parametrize("number", [5000, 901])
def test_the_rest_of_the_account_keeps_100(aws, function, number):
    """https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html"""
    name = function(aws, SOURCE).split(":")[6]
    with pytest.raises(ClientError, match=r"below its minimum value of \[100\]") as error:
        reserve(aws, name, number)
    assert error.value.response["Error"]["Code"] == "InvalidParameterValueException"
    reserve(aws, name, 1)


@pytest.mark.upstream
def test_unpatched_ministack_reserves_any_number(unpatched_aws, function):
    reserve(unpatched_aws, function(unpatched_aws, SOURCE).split(":")[6], 5000)
