"""Recorded from AWS: https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/logs"""

import json
import time

import pytest

from tests.support.service_errors import error_of

STATEMENT = {
    "Effect": "Allow",
    "Principal": {"Service": ["route53.amazonaws.com"]},
    "Action": "logs:*",
    "Resource": "*",
}


@pytest.fixture
def group(aws, unique_name):
    """The name of a log group, which is its only stream's too."""
    aws("logs").create_log_group(logGroupName=unique_name)
    aws("logs").create_log_stream(logGroupName=unique_name, logStreamName=unique_name)
    return unique_name


def test_a_stream_has_a_token_when_it_has_events(aws, group):
    client, names = aws("logs"), {"logGroupName": group, "logStreamName": group}
    (new,) = client.describe_log_streams(logGroupName=group)["logStreams"]
    client.put_log_events(**names, logEvents=[{"timestamp": int(time.time() * 1000), "message": "a"}])
    (used,) = client.describe_log_streams(logGroupName=group)["logStreams"]
    assert ["uploadSequenceToken" in each for each in (new, used)] == [False, True]


def test_groups_are_found_by_a_pattern_in_two_pages(aws, group):
    client = aws("logs")
    page = client.describe_log_groups(logGroupNamePattern=group)
    (found,) = page["logGroups"]
    assert (found["logGroupName"], "storedBytes" in found) == (group, False)
    last = client.describe_log_groups(logGroupNamePattern=group, nextToken=page["nextToken"])
    assert (last["logGroups"], "nextToken" in last) == ([], False)
    assert error_of(client.describe_log_groups, logGroupNamePattern=group, logGroupNamePrefix=group) == (
        "InvalidParameterException",
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    )


def test_a_metric_filter_has_a_float_and_a_namespace_with_a_colon(aws, group):
    metric = {"metricName": "a", "metricNamespace": "A.B-c_d/1#2:n", "metricValue": "1", "defaultValue": 0}
    values = {"logGroupName": group, "filterPattern": " ", "metricTransformations": [metric]}
    aws("logs").put_metric_filter(**values, filterName="a")
    (found,) = aws("logs").describe_metric_filters(logGroupName=group)["metricFilters"]
    assert found["applyOnTransformedLogs"] is False
    assert found["metricTransformations"] == [{**metric, "defaultValue": 0.0}]


def test_a_policy_of_the_account_has_no_revision_and_is_canonical(aws, unique_name):
    client, document = aws("logs"), json.dumps({"Statement": [STATEMENT]})
    put = client.put_resource_policy(policyName=unique_name, policyDocument=document)
    policies = client.describe_resource_policies()["resourcePolicies"]
    (found,) = (each for each in policies if each["policyName"] == unique_name)
    client.delete_resource_policy(policyName=unique_name)
    assert "revisionId" not in put | put["resourcePolicy"] | found
    assert put["resourcePolicy"]["policyDocument"] == document
    statement = {**STATEMENT, "Principal": {"Service": "route53.amazonaws.com"}}
    assert json.loads(found["policyDocument"]) == {"Version": "2008-10-17", "Statement": [statement]}


def test_a_delivery_destination_has_the_format_that_it_was_given(aws, unique_name):
    client = aws("logs")
    values = {"name": unique_name, "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::a"}}
    new = client.put_delivery_destination(**values, tags={"a": "b"})["deliveryDestination"]
    given = client.put_delivery_destination(**values, outputFormat="json")["deliveryDestination"]
    client.delete_delivery_destination(name=unique_name)
    members = {"name", "arn", "deliveryDestinationType", "deliveryDestinationConfiguration"}
    assert (set(new), set(given)) == (members, {*members, "outputFormat"})


def test_queries_are_listed(aws, group):
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueries.html"""
    client = aws("logs")
    assert client.describe_queries(logGroupName=group)["queries"] == []
    query = {"startTime": 0, "endTime": int(time.time()), "queryString": "fields @message"}
    started = client.start_query(logGroupName=group, **query)["queryId"]
    (found,) = client.describe_queries(logGroupName=group)["queries"]
    assert (found["queryId"], found["queryString"]) == (started, "fields @message")
    assert client.describe_queries(logGroupName=group, status="Scheduled")["queries"] == []


def test_there_may_be_no_destination(aws, unique_name):
    assert aws("logs").describe_destinations(DestinationNamePrefix=unique_name)["destinations"] == []


@pytest.mark.upstream
def test_unpatched_ministack_gives_a_new_stream_a_token(unpatched_aws, unique_name):
    client = unpatched_aws("logs")
    client.create_log_group(logGroupName=unique_name)
    client.create_log_stream(logGroupName=unique_name, logStreamName=unique_name)
    assert client.describe_log_streams(logGroupName=unique_name)["logStreams"][0]["uploadSequenceToken"]
