"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json"""

import datetime

import pytest
from query_protocol import query

NOW = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
PERIOD = {
    "Period": "60",
    "StartTime": f"{NOW - datetime.timedelta(minutes=3):%Y-%m-%dT%H:%M:%SZ}",
    "EndTime": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
}
METRIC = {"Namespace": "Example", "Dimensions.member.1.Name": "a", "Dimensions.member.1.Value": "b"}


@pytest.fixture
def published(aws, unique_name):
    """The name of a metric with the value 1 without dimensions, and 4 with ``a=b``."""
    data = [{"MetricName": unique_name, "Timestamp": NOW - datetime.timedelta(minutes=2), "Value": 1}]
    data.append({**data[0], "Value": 4, "Dimensions": [{"Name": "a", "Value": "b"}]})
    aws("cloudwatch").put_metric_data(Namespace="Example", MetricData=data)
    return unique_name


def statistics(target, name, **parameters):
    request = {"Namespace": "Example", "MetricName": name, "Statistics.member.1": "Sum", **PERIOD, **parameters}
    return query(target, "GetMetricStatistics", **request)["GetMetricStatisticsResult"]


def test_metrics_are_separate_by_their_dimensions(target, published):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html"""
    found = statistics(target, published)
    assert ([point["Sum"] for point in found["Datapoints"]], found["Label"]) == (["1.0"], published)
    assert [point["Sum"] for point in statistics(target, published, **METRIC)["Datapoints"]] == ["4.0"]


def test_metric_data_has_labels_values_and_messages(target, published):
    queries = {
        f"MetricDataQueries.member.{number}.{name}": value
        for number, stat in ((1, "Sum"), (2, "Average"))
        for name, value in (
            ("Id", f"q{number}"),
            ("MetricStat.Stat", stat),
            ("MetricStat.Period", "60"),
            ("MetricStat.Metric.Namespace", "Example"),
            ("MetricStat.Metric.MetricName", published),
        )
    }
    times = {name: PERIOD[name] for name in ("StartTime", "EndTime")}
    result = query(target, "GetMetricData", **queries, **times)["GetMetricDataResult"]
    assert [(each["Id"], each["Label"], each["Values"]) for each in result["MetricDataResults"]] == [
        ("q1", f"{published} Sum", ["1.0"]),
        ("q2", f"{published} Average", ["1.0"]),
    ]
    assert result["Messages"] == ""


def test_an_error_has_its_code_and_message(target, published):
    response = query(
        target,
        "PutMetricData",
        **{"Namespace": "Example", "MetricData.member.1.MetricName": published},
        **{"MetricData.member.1.Value": "1", "MetricData.member.1.Values.member.1": "2"},
    )
    assert response["Error"]["Code"] == "InvalidParameterCombination"
    assert response["Error"]["Message"] == (
        "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have "
        "specified both."
    )


@pytest.mark.upstream
def test_unpatched_ministack_adds_the_values_of_all_dimensions(unpatched_aws, unpatched_target, unique_name):
    data = [{"MetricName": unique_name, "Timestamp": NOW - datetime.timedelta(minutes=2), "Value": 1}]
    data.append({**data[0], "Value": 4, "Dimensions": [{"Name": "a", "Value": "b"}]})
    unpatched_aws("cloudwatch").put_metric_data(Namespace="Example", MetricData=data)
    assert [point["Sum"] for point in statistics(unpatched_target, unique_name)["Datapoints"]] == ["5.0"]
