"""The Query protocol, which Terraform's provider 5.100 uses; boto3 uses CBOR."""

import xml.etree.ElementTree as ElementTree

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NAMESPACE = "{http://monitoring.amazonaws.com/doc/2010-08-01/}"
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


def query(target, action, **parameters):
    """Send a request in the Query protocol and return the response as a tree."""
    data = {"Action": action, "Version": "2010-08-01"} | parameters
    body = requests.models.RequestEncodingMixin._encode_params(data)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", target.endpoint_url, data=body, headers=headers)
    credentials = Credentials(target.access_key_id, target.secret_access_key)
    SigV4Auth(credentials, "monitoring", target.region).add_auth(request)
    response = requests.post(target.endpoint_url, data=body, headers=dict(request.headers), timeout=30)
    return ElementTree.fromstring(response.content)


def described(target, name, kind="Metric"):
    """Return the one alarm of that name as nested dictionaries and lists of strings."""
    parameters = {"AlarmNames.member.1": name, "AlarmTypes.member.1": f"{kind}Alarm"}
    tree = query(target, "DescribeAlarms", **parameters)
    (alarm,) = tree.find(f"{NAMESPACE}DescribeAlarmsResult/{NAMESPACE}{kind}Alarms")
    return _plain(alarm)


def _plain(node):
    children = list(node)
    if not children:
        return node.text or ""
    if all(child.tag == f"{NAMESPACE}member" for child in children):
        return [_plain(child) for child in children]
    return {child.tag.removeprefix(NAMESPACE): _plain(child) for child in children}


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
    tree = query(target, "PutCompositeAlarm", AlarmName=unique_name, AlarmRule='ALARM("none")')
    assert tree.find(f"{NAMESPACE}Error/{NAMESPACE}Code").text == "ValidationError"


@pytest.mark.upstream
@pytest.mark.parametrize("missing", ["Dimensions", "AlarmActions", "TreatMissingData", "Statistic"])
def test_unpatched_ministack_omits_members(unpatched_target, unique_name, missing):
    put(unpatched_target, unique_name, Statistic="Sum", **METRIC)
    assert missing not in described(unpatched_target, unique_name)
