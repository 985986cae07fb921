"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"""

import datetime
import json
import time

import pytest

from slipway.harness import unique_name

POLICY = {
    "Effect": "Allow",
    "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
}


@pytest.fixture
def written():
    """``written(aws, statement, **target)`` sends an event to a log group, and returns the log events.

    ``%`` in the statement is the ARN of the group, ``rule`` that of the rule.
    """

    def send(aws, statement=None, **target):
        logs, events, name = aws("logs"), aws("events"), unique_name()
        logs.create_log_group(logGroupName=name)
        group = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]["logGroupArn"]
        rule = events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))["RuleArn"]
        if statement:
            text = json.dumps({"Version": "2012-10-17", "Statement": statement})
            text = text.replace("%", group).replace('"rule"', f'"{rule}"')
            logs.put_resource_policy(policyName=name, policyDocument=text)
        events.put_targets(Rule=name, Targets=[{"Id": "a", "Arn": group} | target])
        events.put_events(Entries=[{"Source": name, "DetailType": "type", "Detail": '{"a": 1}'}])
        if statement:
            logs.delete_resource_policy(policyName=name)
        return logs.filter_log_events(logGroupName=name)["events"]

    return send


# The event: https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events_targets.snapshot.json
def test_an_event_is_written_to_the_log_group(aws, written):
    for resource in ("%:*", "%:log-stream:*"):
        (event,) = written(aws, [{**POLICY, "Resource": resource}])
        message = json.loads(event["message"])
        assert message["detail-type"] == "type"
        assert message["detail"] == {"a": 1}
        assert message["resources"] == []


def test_the_arn_with_which_terraform_and_cloudformation_name_a_group_works_too(aws, written, target, unique_name):
    aws("logs").create_log_group(logGroupName=unique_name)
    arn = f"arn:aws:logs:{target.region}:{target.access_key_id}:log-group:{unique_name}:*"
    assert written(aws, [{**POLICY, "Resource": arn}], Arn=arn) == []
    assert len(aws("logs").filter_log_events(logGroupName=unique_name)["events"]) == 1


def test_nothing_is_written_without_a_policy_that_allows_it(aws, written):
    source = {"Condition": {"ArnEquals": {"aws:SourceArn": "rule"}}}
    denied = [
        None,
        [{**POLICY, "Resource": "%:*", "Action": "logs:PutLogEvents"}],
        [{**POLICY, "Resource": "%-other:*"}],
        [{**POLICY, "Resource": "%:*", "Principal": {"Service": "sns.amazonaws.com"}}],
        [{**POLICY, "Resource": "%:*", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:*:*:rule/b"}}}],
        [{**POLICY, "Resource": "%:*"}, {**POLICY, "Resource": "%:*", "Effect": "Deny", **source}],
    ]
    for statement in denied:
        assert written(aws, statement) == []
    assert len(written(aws, [{**POLICY, "Resource": "%:*", **source}])) == 1


# "This field must be a string":
# https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events_targets.LogGroupTargetInputOptions.html
def test_an_input_sets_the_timestamp_and_the_message(aws, written):
    paths = {"time": "$.time", "type": "$.detail-type", "detail": "$.detail"}
    template = '{"timestamp": <time>, "message": "It was <type>"}'
    policy = [{**POLICY, "Resource": "%:*"}]
    (event,) = written(aws, policy, InputTransformer={"InputPathsMap": paths, "InputTemplate": template})
    assert event["message"] == "It was type"
    assert event["timestamp"] % 1000 == 0  # an event's time has whole seconds
    seconds = int(time.time()) - 3600
    recent = datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat().replace("+00:00", "Z")
    (event,) = written(aws, policy, Input=json.dumps({"timestamp": recent, "message": "constant"}))
    assert (event["timestamp"], event["message"]) == (seconds * 1000, "constant")
    for other in ("<detail>", '{"message": "m"}', '{"timestamp": <time>, "message": <detail>}'):
        assert written(aws, policy, InputTransformer={"InputPathsMap": paths, "InputTemplate": other}) == []


@pytest.mark.upstream
def test_unpatched_ministack_writes_nothing(unpatched_aws, written):
    assert written(unpatched_aws, [{**POLICY, "Resource": "%:*"}]) == []
