import datetime

import pytest

from slipway.harness import unique_name

NOW = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
RANGE = {"StartTime": NOW - datetime.timedelta(minutes=3), "EndTime": NOW}


@pytest.fixture
def queries():
    """``queries(aws, "e1")`` publishes errors and calls of two minutes, and returns queries for them."""

    def make(aws, expression):
        dimensions = [{"Name": "Test", "Value": unique_name()}]
        for minute, errors in ((3, 1), (2, 4)):
            moment = NOW - datetime.timedelta(minutes=minute)
            data = [
                {"MetricName": name, "Dimensions": dimensions, "Timestamp": moment, "Values": values}
                for name, values in (("Errors", [errors]), ("Calls", [1, 2, 3, 4]))
            ]
            aws("cloudwatch").put_metric_data(Namespace="Example", MetricData=data)
        metrics = [
            {
                "Id": name.lower(),
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {"Namespace": "Example", "MetricName": name, "Dimensions": dimensions},
                    "Period": 60,
                    "Stat": stat,
                },
            }
            for name, stat in (("Errors", "Sum"), ("Calls", "tm50"))
        ]
        return [{"Id": "e1", "Expression": expression, "Label": "rate"}, *metrics]

    return make


def values(aws, queries):
    (result,) = aws("cloudwatch").get_metric_data(MetricDataQueries=queries, **RANGE)["MetricDataResults"]
    return result


def test_an_expression_has_values_newest_first(aws, queries):
    result = values(aws, queries(aws, "errors * 10"))
    assert (result["Label"], result["Values"]) == ("rate", [40, 10])
    assert result["Timestamps"] == [NOW - datetime.timedelta(minutes=minute) for minute in (2, 3)]


def test_missing_minutes_are_filled(aws, queries):
    assert values(aws, queries(aws, "FILL(errors, 0)"))["Values"] == [0, 4, 1]


def test_a_trimmed_mean_leaves_out_the_largest_values(aws, queries):
    assert values(aws, queries(aws, "calls + 0"))["Values"] == [1.5, 1.5]


@pytest.mark.parametrize(
    ("others", "labels"),
    [
        ([("Sum", 60), ("Minimum", 30)], ["{} Sum 60", "{} Minimum 30"]),
        ([("Sum", 60), ("Minimum", 60)], ["{} Sum", "{} Minimum"]),
        ([("Sum", 60), ("Sum", 30)], ["{} 60", "{} 30"]),
        ([("Sum", 60), ("Sum", 60)], ["{}", "{}"]),
    ],
)
def test_a_label_has_what_distinguishes_the_queries(aws, unique_name, others, labels):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json"""
    metric = {"Namespace": "Example", "MetricName": unique_name}
    queries = [
        {"Id": f"q{number}", "MetricStat": {"Metric": metric, "Stat": stat, "Period": period}}
        for number, (stat, period) in enumerate(others)
    ]
    found = aws("cloudwatch").get_metric_data(MetricDataQueries=queries, **RANGE)["MetricDataResults"]
    assert [each["Label"] for each in found] == [label.format(unique_name) for label in labels]


def sums(aws, *dimensions):
    """Publish 1 without dimensions and 4 with one; return the sums of both operations for the given dimensions."""
    client, name = aws("cloudwatch"), unique_name()
    moment = NOW - datetime.timedelta(minutes=2)
    data = [{"MetricName": name, "Timestamp": moment, "Value": 1}]
    data.append({**data[0], "Value": 4, "Dimensions": [{"Name": "a", "Value": "b"}]})
    client.put_metric_data(Namespace="Example", MetricData=data)
    metric = {"Namespace": "Example", "MetricName": name, "Dimensions": list(dimensions)}
    points = client.get_metric_statistics(**metric, Period=60, Statistics=["Sum"], **RANGE)["Datapoints"]
    query = {"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
    return [[point["Sum"] for point in points], values(aws, [query])["Values"]]


def test_a_metric_without_dimensions_is_separate(aws):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html"""
    assert sums(aws) == [[1], [1]]
    assert sums(aws, {"Name": "a", "Value": "b"}) == [[4], [4]]
    assert sums(aws, {"Name": "a", "Value": "c"}) == [[], []]


@pytest.mark.upstream
def test_unpatched_ministack_adds_the_metrics_with_dimensions(unpatched_aws):
    assert sums(unpatched_aws)[0] == [5]


@pytest.mark.upstream
def test_unpatched_ministack_evaluates_no_expression(unpatched_aws, queries):
    assert values(unpatched_aws, queries(unpatched_aws, "errors * 10"))["StatusCode"] == "InternalError"
