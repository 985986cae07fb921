"""Module state-machine: the definition with its values, the role that follows from it, the log and the alarms."""

import json

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

QUEUE = "arn:aws:sqs:eu-central-1:123456789012:packages"
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/packages"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:check:live"


def definition(*resources, comment="${comment}"):
    states = {
        f"Step{number}": {"Type": "Task", "Resource": resource, "End": True}
        for number, resource in enumerate(resources)
    }
    return json.dumps({"Comment": comment, "StartAt": "Step0", "States": states})


SEND = "arn:aws:states:::sqs:sendMessage"
DELETE = "arn:aws:states:::aws-sdk:dynamodb:deleteItem"
INVOKE = "arn:aws:states:::lambda:invoke"
LIST = "arn:aws:states:::aws-sdk:s3:listObjectsV2"
MACHINE = {
    "name": "machine",
    "definition": definition(SEND),
    "substitutions": {"comment": "plain"},
    "resources": {"sqs:sendMessage": [QUEUE]},
}
QUOTES = 'it\'s "quoted", \\ and\nÄ'
# Calls whose names in IAM are others:
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
RENAMED = {
    "cloudwatchlogs:putLogEvents": "logs:PutLogEvents",
    "cognitoidentityprovider:adminDeleteUser": "cognito-idp:AdminDeleteUser",
    "eventbridge:putEvents": "events:PutEvents",
    "s3:headObject": "s3:GetObject",
    "s3:listObjectVersions": "s3:ListBucketVersions",
    "s3:uploadPart": "s3:PutObject",
    "sesv2:sendEmail": "ses:SendEmail",
    "sfn:startExecution": "states:StartExecution",
}
CASES = {
    "default": {},
    "renamed": {
        "definition": definition(*(f"arn:aws:states:::aws-sdk:{call}" for call in RENAMED)),
        "resources": {call: ["*"] for call in RENAMED},
        "log": {"level": "OFF"},
    },
    "quotes": {"substitutions": {"comment": QUOTES}},
    "jsonata": {"definition": definition(f"{SEND}.waitForTaskToken", comment="{%{'a': $x}%}"), "substitutions": {}},
    "calls": {
        "definition": definition(DELETE, INVOKE, LIST),
        "resources": {"dynamodb:deleteItem": [TABLE], "lambda:invoke": [FUNCTION], "s3:listObjectsV2": ["*"]},
        "log": {"level": "OFF"},
        "type": "EXPRESS",
        "tracing": True,
        "alarms": {"enabled": False},
    },
}
REFUSED = {
    "name_with_a_dot": {"name": "delete.package"},
    "definition_no_json": {"definition": "StartAt: A", "substitutions": {}, "resources": {}},
    "definition_waits_for_a_job": {"definition": definition(f"{SEND}.sync")},
    "definition_function_as_resource": {"definition": definition(FUNCTION), "resources": {}},
    "substitutions_missing": {"substitutions": {}},
    "substitutions_unused": {"substitutions": {"comment": "a", "queue": "b"}},
    "resources_missing": {"resources": {}},
    "resources_unused": {"resources": {"sqs:sendMessage": [QUEUE], "sns:publish": ["*"]}},
    "resources_empty": {"resources": {"sqs:sendMessage": []}},
    "type_in_small_letters": {"type": "express"},
    "role_permissions_boundary_is_a_name": {"role": {"permissions_boundary": "boundary"}},
    "role_path_without_a_slash": {"role": {"path": "slipway/dev"}},
    "log_level_unknown": {"log": {"level": "INFO"}},
    "log_kms_key_arn_is_an_alias": {"log": {"kms_key_arn": "alias/logs"}},
    "tags_of_aws": {"tags": {"aws:a": "b"}},
}


@pytest.fixture(scope="module")
def machines(tf_module):
    return tf_module.plans("modules/state-machine", {name: {**MACHINE, **each} for name, each in CASES.items()})


def rendered(plan):
    return json.loads(plan.one("aws_sfn_state_machine")["definition"])


def actions(plan):
    policy = json.loads(plan.one("aws_iam_role_policy")["policy"])
    return {action: statement["Resource"] for statement in policy["Statement"] for action in statement["Action"]}


def test_a_value_with_quotes_stays_one_string(machines):
    assert rendered(machines["default"])["Comment"] == "plain"
    assert rendered(machines["quotes"])["Comment"] == QUOTES


def test_jsonata_stays_as_it_is(machines):
    assert rendered(machines["jsonata"])["Comment"] == "{%{'a': $x}%}"


def test_the_role_may_make_the_calls_of_the_definition(machines):
    traces = {"xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}
    assert actions(machines["calls"]) == {
        "dynamodb:DeleteItem": [TABLE],
        "lambda:InvokeFunction": [FUNCTION],
        "s3:ListBucket": ["*"],
        **{action: ["*"] for action in sorted(traces)},
    }
    called = {action for action in actions(machines["default"]) if not action.startswith("logs:")}
    assert called == {"sqs:SendMessage"}


def test_a_call_is_granted_by_its_name_in_iam(machines):
    assert actions(machines["renamed"]).keys() == set(RENAMED.values())


def test_each_end_but_success_has_an_alarm(machines):
    found = {alarm["alarm_name"]: alarm for alarm in machines["default"].all("aws_cloudwatch_metric_alarm")}
    assert {name: alarm["metric_name"] for name, alarm in found.items()} == {
        "machine-timed-out": "ExecutionsTimedOut",
        "machine-failed": "ExecutionsFailed",
        "machine-aborted": "ExecutionsAborted",
        "machine-throttled": "ExecutionThrottled",
    }
    assert {alarm["treat_missing_data"] for alarm in found.values()} == {"notBreaching"}
    assert machines["calls"].all("aws_cloudwatch_metric_alarm") == []
    for plan in (machines["default"], machines["calls"]):
        assert_in_output(plan)


def test_the_log_has_errors_without_data(machines):
    (log,) = machines["default"].one("aws_sfn_state_machine")["logging_configuration"]
    assert (log["level"], log["include_execution_data"]) == ("ERROR", False)


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "state-machine", MACHINE, REFUSED)
