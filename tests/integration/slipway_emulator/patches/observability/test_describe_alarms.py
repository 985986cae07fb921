"""The Query protocol, which Terraform's provider 5.100 uses; boto3 uses CBOR."""

import pytest
from query_protocol import query

COMPARISON = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": "2"}
METRIC = {
    "MetricName": "Errors",
    "Namespace": "AWS/Lambda",
    "Period": "300",
    "Threshold": "1.5",
    "TreatMissingData": "notBreaching",
    "AlarmDescription": "more <than> one & a half",
    "ActionsEnabled": "false",
    "Dimensions.member.1.Name": "FunctionName",
    "Dimensions.member.1.Value": "x",
    "AlarmActions.member.1": "arn:aws:sns:eu-central-1:123456789012:a",
    "OKActions.member.1": "arn:aws:sns:eu-central-1:123456789012:b",
    "InsufficientDataActions.member.1": "arn:aws:sns:eu-central-1:123456789012:c",
}
MATH = {
    "Threshold": "0.1",
    "Metrics.member.1.Id": "rate",
    "Metrics.member.1.Expression": "errors / 2",
    "Metrics.member.1.ReturnData": "true",
    "Metrics.member.2.Id": "errors",
    "Metrics.member.2.ReturnData": "false",
    "Metrics.member.2.MetricStat.Stat": "Sum",
    "Metrics.member.2.MetricStat.Period": "60",
    "Metrics.member.2.MetricStat.Metric.MetricName": "Errors",
    "Metrics.member.2.MetricStat.Metric.Namespace": "AWS/Lambda",
}


def described(target, name, kind="Metric"):
    """Return the one alarm of that name as nested dictionaries and lists of strings."""
    parameters = {"AlarmNames.member.1": name, "AlarmTypes.member.1": f"{kind}Alarm"}
    (alarm,) = query(target, "DescribeAlarms", **parameters)["DescribeAlarmsResult"][f"{kind}Alarms"]
    return alarm


def put(target, name, **parameters):
    query(target, "PutMetricAlarm", AlarmName=name, **COMPARISON, **parameters)


def test_an_alarm_is_described_as_it_was_put(target, unique_name):
    put(target, unique_name, Statistic="Sum", **METRIC)
    alarm = described(target, unique_name)
    plain = {name: value for name, value in (METRIC | COMPARISON).items() if "." not in name}
    assert plain | {"Statistic": "Sum"} == {name: alarm[name] for name in [*plain, "Statistic"]}
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": "x"}]
    assert alarm["AlarmActions"] == [METRIC["AlarmActions.member.1"]]
    assert alarm["OKActions"] == [METRIC["OKActions.member.1"]]
    assert alarm["InsufficientDataActions"] == [METRIC["InsufficientDataActions.member.1"]]


def test_a_percentile_has_no_statistic(target, unique_name):
    put(target, unique_name, ExtendedStatistic="p99", EvaluateLowSampleCountPercentile="ignore", **METRIC)
    alarm = described(target, unique_name)
    assert "Statistic" not in alarm
    assert (alarm["ExtendedStatistic"], alarm["EvaluateLowSampleCountPercentile"]) == ("p99", "ignore")


def test_an_alarm_of_metric_math_has_metrics_and_no_metric_name(target, unique_name):
    put(target, unique_name, **MATH)
    alarm = described(target, unique_name)
    assert alarm["Metrics"] == [
        {"Id": "rate", "Expression": "errors / 2", "ReturnData": "true"},
        {
            "Id": "errors",
            "ReturnData": "false",
            "MetricStat": {
                "Stat": "Sum",
                "Period": "60",
                "Metric": {"MetricName": "Errors", "Namespace": "AWS/Lambda"},
            },
        },
    ]
    assert not {"MetricName", "Namespace", "Statistic", "Period"} & alarm.keys()


def test_boto3_gets_the_same_alarm(aws, target, unique_name):
    put(target, unique_name, **MATH)
    (alarm,) = aws("cloudwatch").describe_alarms(AlarmNames=[unique_name])["MetricAlarms"]
    assert [metric["Id"] for metric in alarm["Metrics"]] == ["rate", "errors"]


def test_a_composite_alarm_is_described_as_it_was_put(target, unique_name):
    put(target, unique_name, Statistic="Sum", **METRIC)
    composite = {"AlarmRule": f'ALARM("{unique_name}")', "ActionsEnabled": "true", "AlarmDescription": "both"}
    actions = {"AlarmActions.member.1": METRIC["AlarmActions.member.1"]}
    query(target, "PutCompositeAlarm", AlarmName=f"{unique_name}-c", **composite, **actions)
    alarm = described(target, f"{unique_name}-c", "Composite")
    assert composite == {name: alarm[name] for name in composite}
    assert alarm["AlarmActions"] == [METRIC["AlarmActions.member.1"]]


def test_an_error_is_in_the_format_of_the_query_protocol(target, unique_name):
    response = query(target, "PutCompositeAlarm", AlarmName=unique_name, AlarmRule='ALARM("none")')
    assert response["Error"]["Code"] == "ValidationError"


def test_an_alarm_has_the_members_that_aws_returns(aws, unique_name):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json"""
    client = aws("cloudwatch")
    limits = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Period": 60, "Threshold": 1}
    alarm = {"AlarmName": unique_name, "MetricName": "a", "Namespace": "b", "Statistic": "Sum", **limits}
    client.put_metric_alarm(**alarm)
    (created,) = client.describe_alarms(AlarmNames=[unique_name])["MetricAlarms"]
    assert created.keys() == alarm.keys() | {
        *("ActionsEnabled", "AlarmActions", "AlarmArn", "AlarmConfigurationUpdatedTimestamp", "Dimensions"),
        *("InsufficientDataActions", "OKActions", "StateReason", "StateTransitionedTimestamp"),
        *("StateUpdatedTimestamp", "StateValue"),
    }
    assert created["Dimensions"] == []
    assert created["StateTransitionedTimestamp"] == created["StateUpdatedTimestamp"]
    client.set_alarm_state(AlarmName=unique_name, StateValue="ALARM", StateReason="a")
    (changed,) = client.describe_alarms(AlarmNames=[unique_name])["MetricAlarms"]
    assert changed["StateTransitionedTimestamp"] == changed["StateUpdatedTimestamp"]


@pytest.mark.upstream
@pytest.mark.parametrize("missing", ["Dimensions", "AlarmActions", "TreatMissingData", "Statistic"])
def test_unpatched_ministack_omits_members(unpatched_target, unique_name, missing):
    put(unpatched_target, unique_name, Statistic="Sum", **METRIC)
    assert missing not in described(unpatched_target, unique_name)
