"""Each test lets minutes of CloudWatch's clock pass, and alarms evaluate what happened in them."""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import eventually, unique_name

LIMITS = {
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "Threshold": 5,
    "TreatMissingData": "notBreaching",
}
SUM = {"Namespace": "Example", "MetricName": "Errors", "Period": 60, "Statistic": "Sum"}


def allow(service, action):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def alarm(aws, unique_name):
    """``alarm(**settings)`` creates an alarm on the test's own metrics and returns its name."""
    dimensions = [{"Name": "Test", "Value": unique_name}]

    def create(**settings):
        name = f"{unique_name}-{len(created)}"
        aws("cloudwatch").put_metric_alarm(AlarmName=name, **{**LIMITS, **settings})
        created.append(name)
        return name

    created = []
    create.dimensions = dimensions
    create.simple = lambda **settings: create(**{**SUM, "Dimensions": dimensions, **settings})
    yield create
    aws("cloudwatch").delete_alarms(AlarmNames=created)


@pytest.fixture
def put(aws, alarm):
    """``put("Errors", 1, 2)`` publishes values of a metric; ``Calls=[3]``, those of another in the same minute."""

    def publish(name, *values, dimensions=alarm.dimensions, **others):
        data = [
            {"MetricName": name, "Dimensions": dimensions, "Values": values}
            for name, values in {name: values, **others}.items()
        ]
        aws("cloudwatch").put_metric_data(Namespace="Example", MetricData=data)

    return publish


@pytest.fixture
def state(aws):
    """``state(name, "ALARM")`` waits until an alarm is in a state, and returns the alarm."""

    def wait(name, expected):
        def described():
            response = aws("cloudwatch").describe_alarms(
                AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
            )
            (found,) = response["MetricAlarms"] + response["CompositeAlarms"]
            assert found["StateValue"] == expected, found["StateReason"]
            return found

        return eventually(described, timeout=20, interval=0.2)

    return wait


def metric(id_, name, dimensions, stat="Sum"):
    found = {"Namespace": "Example", "MetricName": name, "Dimensions": dimensions}
    return {"Id": id_, "MetricStat": {"Metric": found, "Period": 60, "Stat": stat}, "ReturnData": False}


def test_an_alarm_goes_off_and_back_with_data_of_exactly_its_dimensions(alarm, put, advance, state):
    name = alarm.simple()
    state(name, "OK")
    put("Errors", 3, 3)
    put("Errors", 100, dimensions=[{"Name": "Test", "Value": "another"}])
    advance(60)
    reason = state(name, "ALARM")["StateReason"]
    assert reason.startswith("Threshold Crossed: 1 out of the last 1 datapoints [6.0 (")
    assert json.loads(state(name, "ALARM")["StateReasonData"])["recentDatapoints"] == [6.0]
    put("Errors", 0)
    advance(60)
    state(name, "OK")


def test_two_of_three_data_points_set_it_off(alarm, put, advance, state):
    name = alarm.simple(EvaluationPeriods=3, DatapointsToAlarm=2)
    for value, expected in ((6, "OK"), (0, "OK"), (6, "ALARM"), (0, "OK")):
        put("Errors", value)
        advance(60)
        state(name, expected)


def test_a_rate_has_a_minimum_of_traffic(alarm, put, advance, state):
    expression = "IF(FILL(calls, 0) >= 10, 100 * FILL(errors, 0) / calls, 0)"
    metrics = [metric("errors", "Errors", alarm.dimensions), metric("calls", "Calls", alarm.dimensions)]
    name = alarm(Metrics=[{"Id": "rate", "Expression": expression}, *metrics])
    for errors, calls, expected in ((1, 2, "OK"), (1, 10, "ALARM"), (1, 100, "OK")):
        put("Errors", errors, Calls=[1] * calls)
        advance(60)
        state(name, expected)


def test_a_percentile_ignores_the_mean(alarm, put, advance, state):
    settings = {key: value for key, value in SUM.items() if key != "Statistic"}
    names = {
        stat: alarm(**settings, Dimensions=alarm.dimensions, ExtendedStatistic=stat) for stat in ("p50", "p99", "tm90")
    }
    put("Errors", *[1] * 95, *[50] * 5)
    advance(60)
    state(names["p99"], "ALARM")
    state(names["p50"], "OK")
    state(names["tm90"], "OK")


def test_a_period_of_ten_seconds_is_evaluated_every_ten_seconds(alarm, put, advance, state):
    name = alarm.simple(Period=10)
    put("Errors", 6)
    advance(10)
    state(name, "ALARM")
    advance(30)
    state(name, "OK")


@pytest.mark.parametrize("missing", ["missing", "ignore", "breaching", "notBreaching"])
def test_missing_data(alarm, put, advance, state, missing):
    name = alarm.simple(TreatMissingData=missing)
    put("Errors", 0)
    advance(60)
    state(name, "OK")
    advance(180)
    expected = {"missing": "INSUFFICIENT_DATA", "ignore": "OK", "breaching": "ALARM", "notBreaching": "OK"}
    state(name, expected[missing])


def test_a_composite_alarm_follows_its_rule(aws, alarm, put, advance, state):
    first, second, quiet = alarm.simple(), alarm.simple(Threshold=50), alarm.simple(MetricName="Other")
    rules = {
        "any": f'ALARM("{first}") OR ALARM("{second}")',
        "both": f'ALARM("{first}") AND ALARM("{second}")',
        "quiet": f'ALARM("{first}") AND NOT OK("{quiet}")',
    }
    names = {rule: f"{first}-{rule}" for rule in rules}
    state(quiet, "OK")
    for rule, text in rules.items():
        aws("cloudwatch").put_composite_alarm(AlarmName=names[rule], AlarmRule=text)
    put("Errors", 10)
    advance(60)
    state(names["any"], "ALARM")
    assert {rule: state(names[rule], "OK")["StateValue"] for rule in ("both", "quiet")} == {"both": "OK", "quiet": "OK"}
    put("Errors", 100)
    advance(60)
    state(names["both"], "ALARM")
    advance(240)
    state(names["any"], "OK")
    for name in names.values():
        aws("cloudwatch").delete_alarms(AlarmNames=[name])


def test_a_topic_gets_awss_message(aws, target, alarm, put, advance, state, queue):
    topic, messages = aws("sns").create_topic(Name=unique_name())["TopicArn"], queue(aws)
    policy = allow("sns.amazonaws.com", "sqs:SendMessage")
    aws("sqs").set_queue_attributes(QueueUrl=messages.url, Attributes={"Policy": policy})
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=messages.arn)
    name = alarm.simple(AlarmActions=[topic], OKActions=[topic], AlarmDescription="too many")
    (sent,) = messages.receive()
    assert json.loads(sent)["Subject"] == f'OK: "{name}" in EU (Frankfurt)'
    put("Errors", 6)
    advance(60)
    (sent,) = messages.receive()
    message = json.loads(json.loads(sent)["Message"])
    assert message["AlarmName"] == name
    assert message["AlarmDescription"] == "too many"
    assert (message["OldStateValue"], message["NewStateValue"], message["Region"]) == ("OK", "ALARM", "EU (Frankfurt)")
    assert message["AlarmArn"] == f"arn:aws:cloudwatch:{target.region}:{target.access_key_id}:alarm:{name}"
    assert message["Trigger"] == {
        "MetricName": "Errors",
        "Namespace": "Example",
        "StatisticType": "Statistic",
        "Statistic": "SUM",
        "Unit": None,
        "Dimensions": [{"value": alarm.dimensions[0]["Value"], "name": "Test"}],
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 5.0,
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "",
    }


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ({"Policy": allow("s3.amazonaws.com", "sns:Publish")}, "is not authorized to perform: SNS:Publish"),
        ({"KmsMasterKeyId": "alias/aws/sns"}, "does not have authorization to access the SNS topic encryption key"),
    ],
)
def test_a_topic_that_cloudwatch_cannot_use_is_in_the_history(aws, alarm, state, attributes, error):
    topic = aws("sns").create_topic(Name=unique_name(), Attributes=attributes)["TopicArn"]
    name = alarm.simple(OKActions=[topic])
    state(name, "OK")
    history = aws("cloudwatch").describe_alarm_history(AlarmName=name, HistoryItemType="Action")["AlarmHistoryItems"]
    assert [error in item["HistorySummary"] for item in history] == [True]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("SEARCH('{Example}', 'Sum')", "syntax error"),
        ('SEARCH("{Example}", "Sum")', "doesn't have the function SEARCH"),
        ("m1 / m2", "no metric with the id m2"),
    ],
)
def test_an_expression_that_cannot_be_evaluated_is_refused(alarm, expression, message):
    with pytest.raises(ClientError, match=message):
        alarm(Metrics=[{"Id": "e1", "Expression": expression}, metric("m1", "Errors", alarm.dimensions)])


@pytest.mark.upstream
def test_unpatched_ministack_mixes_the_dimensions_of_a_metric(unpatched_aws, unique_name):
    cloudwatch = unpatched_aws("cloudwatch")
    dimensions = [{"Name": "Test", "Value": unique_name}]
    cloudwatch.put_metric_alarm(AlarmName=unique_name, **LIMITS, **SUM, Dimensions=dimensions)
    data = {"MetricName": "Errors", "Dimensions": [{"Name": "Test", "Value": "another"}], "Value": 100}
    cloudwatch.put_metric_data(Namespace="Example", MetricData=[data])
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[unique_name])["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM"
