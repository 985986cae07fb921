"""https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html"""

import json

import pytest
from botocore.exceptions import ClientError

from ..conftest import LOGS, READ_QUEUES

SOURCE = """
def handler(event, context):
    print("version:", context.function_version)
    return {"statusCode": 200, "body": context.function_version}
"""


@pytest.fixture
def weighted(function):
    """``weighted(aws, weight)`` returns the ARN of an alias that gives version 2 this weight."""

    def make(aws, weight):
        arn = function(aws, SOURCE, LOGS, READ_QUEUES)
        name = arn.rpartition(":")[0]
        aws("lambda").update_function_configuration(FunctionName=name, Description="second")
        aws("lambda").publish_version(FunctionName=name)
        aws("lambda").update_alias(
            FunctionName=name, Name="live", RoutingConfig={"AdditionalVersionWeights": {"2": weight}}
        )
        return arn

    return make


def versions(aws, arn, invocations):
    responses = [aws("lambda").invoke(FunctionName=arn) for _ in range(invocations)]
    ran = [json.loads(response["Payload"].read())["body"] for response in responses]
    assert ran == [response["ExecutedVersion"] for response in responses]
    return ran


def test_invocations_are_split_between_both_versions(aws, weighted):
    assert set(versions(aws, weighted(aws, 0.5), 40)) == {"1", "2"}


@pytest.mark.parametrize(("weight", "version"), [(0.0, "1"), (1.0, "2")])
def test_the_weight_is_the_probability(aws, weighted, weight, version):
    assert versions(aws, weighted(aws, weight), 10) == [version] * 10


def test_api_gateway_follows_the_weights(aws, weighted, rest_api):
    arn = weighted(aws, 1.0)
    rest_api.method(rest_api.resource("version"), "GET", arn)
    rest_api.permit(arn)
    rest_api.deploy()

    assert rest_api.get("/version").text == "2"


def test_event_source_mappings_follow_the_weights(aws, weighted, queue, log_of, eventually):
    arn, source = weighted(aws, 1.0), queue(aws)
    aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn)
    source.send("body")

    def check():
        assert "version: 2" in log_of(aws, arn)

    eventually(check)


def test_the_alias_is_described_by_its_own_version(aws, weighted):
    arn = weighted(aws, 1.0)

    assert aws("lambda").get_function(FunctionName=arn)["Configuration"]["Version"] == "1"
    assert aws("lambda").get_function_configuration(FunctionName=arn)["Version"] == "1"


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_weights(unpatched_aws, weighted):
    assert versions(unpatched_aws, weighted(unpatched_aws, 1.0), 10) == ["1"] * 10


@pytest.mark.parametrize(
    ("version", "weights", "message"),
    [
        ("1", {"10": 0.5}, "Function not found: .*:10"),
        ("10", {}, "Function not found: .*:10"),
        ("1", {"1": 0.5}, "Function version 1 is already included in routing configuration"),
        ("$LATEST", {"1": 0.5}, "is not supported for an alias pointing to more than 1 version"),
        ("1", {"1": 0.1, "2": 0.1}, "AdditionalVersionWeights cannot be greater than 1"),
    ],
)
def test_an_alias_has_versions_that_exist(aws, function, version, weights, message):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""
    client, name = aws("lambda"), function(aws, SOURCE).split(":")[6]
    settings = {"FunctionVersion": version, "RoutingConfig": {"AdditionalVersionWeights": weights}}
    with pytest.raises(ClientError, match=message):
        client.create_alias(FunctionName=name, Name="other", **settings)
    with pytest.raises(ClientError, match=message):
        client.update_alias(FunctionName=name, Name="live", **settings)
