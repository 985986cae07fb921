"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html"""

import datetime
import json
import time

import pytest


@pytest.fixture
def publish(unique_name):
    """``publish(aws, pattern, transformation, *messages)`` logs messages after the creation of a metric filter.

    Returns a function that returns the sum of the metric, with these dimensions; None without data.
    """

    def create(aws, pattern, transformation, *messages):
        logs, name = aws("logs"), unique_name
        logs.create_log_group(logGroupName=name)
        logs.create_log_stream(logGroupName=name, logStreamName="a")
        metric = {"metricName": "Count", "metricNamespace": name, "metricValue": "1", **transformation}
        logs.put_metric_filter(logGroupName=name, filterName="a", filterPattern=pattern, metricTransformations=[metric])
        entries = [{"timestamp": int(time.time() * 1000), "message": message} for message in messages]
        logs.put_log_events(logGroupName=name, logStreamName="a", logEvents=entries)
        return lambda **dimensions: _sum(aws, name, dimensions)

    return create


def _sum(aws, namespace, dimensions):
    now = datetime.datetime.now(datetime.UTC)
    points = aws("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName="Count",
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - datetime.timedelta(hours=1),
        EndTime=now + datetime.timedelta(hours=1),
        Period=3600,
        Statistics=["Sum"],
    )["Datapoints"]
    return sum(point["Sum"] for point in points) if points else None


def test_the_events_that_match_are_counted(aws, publish):
    count = publish(aws, "ERROR", {}, "ERROR a", "fine", "ERROR b")
    assert count() == 2


def test_the_value_and_the_dimensions_are_fields_of_the_event(aws, publish):
    events = [{"ms": 5, "path": "/a"}, {"ms": 7, "path": "/a"}, {"ms": 9, "path": "/b"}, {"ms": "x"}, {"ms": 3}]
    transformation = {"metricValue": "$.ms", "dimensions": {"Path": "$.path"}, "unit": "Milliseconds"}
    total = publish(aws, "{ $.ms > 0 }", transformation, *map(json.dumps, events))
    assert (total(Path="/a"), total(Path="/b")) == (12, 9)


def test_the_fields_of_a_space_delimited_event_are_named_too(aws, publish):
    total = publish(aws, "[ip, status = 4*, size]", {"metricValue": "$size"}, "a 404 10", "b 200 20", "c 401 30")
    assert total() == 40


def test_the_default_value_counts_if_no_event_matches(aws, publish):
    assert publish(aws, "ERROR", {"defaultValue": 0}, "fine", "fine")() == 0


def test_without_a_default_value_nothing_is_published_then(aws, publish):
    assert publish(aws, "ERROR", {}, "fine")() is None


@pytest.mark.upstream
def test_unpatched_ministack_publishes_nothing(unpatched_aws, publish):
    assert publish(unpatched_aws, "ERROR", {}, "ERROR a")() is None
