"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""

import json
import time

import pytest
from botocore.exceptions import ClientError

EVENTS = [json.dumps({"level": level, "n": n}) for level, n in (("ERROR", 1), ("ERROR", 5), ("INFO", 9))]
PATTERN = '{ $.level = "ERROR" && $.n > 3 }'
FORWARD = """
import base64, gzip, json
def handler(event, context):
    print(gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode())
"""
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}


@pytest.fixture
def group(unique_name):
    """``group(aws)`` creates a log group with the events; returns its name."""

    def create(aws):
        aws("logs").create_log_group(logGroupName=unique_name)
        aws("logs").create_log_stream(logGroupName=unique_name, logStreamName="a")
        put(aws, unique_name)
        return unique_name

    return create


def put(aws, group, *messages):
    entries = [{"timestamp": int(time.time() * 1000), "message": message} for message in messages or EVENTS]
    aws("logs").put_log_events(logGroupName=group, logStreamName="a", logEvents=entries)


def found(aws, group, pattern):
    return [
        event["message"] for event in aws("logs").filter_log_events(logGroupName=group, filterPattern=pattern)["events"]
    ]


def test_the_events_that_match_are_returned(aws, group):
    name = group(aws)
    assert found(aws, name, PATTERN) == [EVENTS[1]]
    assert found(aws, name, "INFO") == [EVENTS[2]]
    assert found(aws, name, "info") == []
    assert found(aws, name, "?INFO ?5") == EVENTS[1:]


def test_a_subscription_gets_them_too(aws, group, function, log_of, eventually):
    name, arn = group(aws), function(aws, FORWARD, LOGS)
    aws("lambda").add_permission(
        FunctionName=arn.removesuffix(":live"),
        StatementId="logs",
        Action="lambda:InvokeFunction",
        Principal="logs.amazonaws.com",
    )
    aws("logs").put_subscription_filter(
        logGroupName=name, filterName="a", filterPattern=PATTERN, destinationArn=arn.removesuffix(":live")
    )
    put(aws, name)

    def check():
        sent = [json.loads(line)["logEvents"] for line in log_of(aws, arn) if line.startswith("{")]
        assert [event["message"] for events in sent for event in events] == [EVENTS[1]]

    eventually(check)


def test_a_pattern_can_be_tested(aws):
    response = aws("logs").test_metric_filter(filterPattern=PATTERN, logEventMessages=EVENTS)
    assert response["matches"] == [
        {"eventNumber": 2, "eventMessage": EVENTS[1], "extractedValues": {"$.level": "ERROR", "$.n": "5"}}
    ]


# AWS's messages: https://github.com/dougmoscrop/serverless-plugin-log-subscription/issues/47 and
# https://github.com/awsdocs/amazon-cloudwatch-logs-user-guide/issues/21
@pytest.mark.parametrize(
    ("pattern", "message"), [("a:b", "Invalid character"), ("{ $.a = }", "Invalid filter pattern")]
)
def test_a_pattern_that_can_not_be_parsed_is_refused(aws, group, function, pattern, message):
    logs, name = aws("logs"), group(aws)
    calls = [
        lambda: logs.filter_log_events(logGroupName=name, filterPattern=pattern),
        lambda: logs.put_metric_filter(
            logGroupName=name,
            filterName="a",
            filterPattern=pattern,
            metricTransformations=[{"metricName": "a", "metricNamespace": "a", "metricValue": "1"}],
        ),
        lambda: logs.put_subscription_filter(
            logGroupName=name, filterName="a", filterPattern=pattern, destinationArn="arn:aws:lambda:a:1:function:a"
        ),
        lambda: logs.test_metric_filter(filterPattern=pattern, logEventMessages=["a"]),
    ]
    for call in calls:
        with pytest.raises(ClientError, match=f"InvalidParameterException.*{message}"):
            call()


@pytest.mark.upstream
def test_unpatched_ministack_returns_all_events(unpatched_aws, group):
    assert found(unpatched_aws, group(unpatched_aws), PATTERN) == EVENTS
