"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"""

import json
import time

import pytest

DAY = 24 * 3600 * 1000


@pytest.fixture
def log(unique_name):
    """``log(aws, **changes)`` logs a document and returns its metrics: ``[(name, values of the dimensions), …]``."""
    created = set()

    def log(aws, *, members=None, age=0, message=None, **changes):
        logs, name = aws("logs"), unique_name
        if not created:
            logs.create_log_group(logGroupName=name)
            logs.create_log_stream(logGroupName=name, logStreamName="a")
            created.add(name)
        now = int(time.time() * 1000)
        directive = {"Namespace": name, "Dimensions": [["Stage"]], "Metrics": [{"Name": "Orders"}], **changes}
        document = {"_aws": {"Timestamp": now - age, "CloudWatchMetrics": [directive]}, "Stage": "dev", "Orders": 2}
        text = message or json.dumps({**document, **(members or {})})
        logs.put_log_events(logGroupName=name, logStreamName="a", logEvents=[{"timestamp": now, "message": text}])
        found = aws("cloudwatch").list_metrics(Namespace=name)["Metrics"]
        return sorted((each["MetricName"], [d["Value"] for d in each["Dimensions"]]) for each in found)

    return log


def statistics(aws, name):
    now = time.time()
    (point,) = aws("cloudwatch").get_metric_statistics(
        Namespace=name,
        MetricName="Orders",
        Dimensions=[{"Name": "Stage", "Value": "dev"}],
        StartTime=now - 3600,
        EndTime=now + 3600,
        Period=7200,
        Statistics=["Sum", "SampleCount", "Maximum"],
    )["Datapoints"]
    return point["Sum"], point["SampleCount"], point["Maximum"], point["Unit"]


def test_a_number_and_a_list_of_numbers_are_data_of_the_metric(aws, log, unique_name):
    metrics = [{"Name": "Orders", "Unit": "Count"}]
    assert log(aws, Metrics=metrics) == [("Orders", ["dev"])]
    log(aws, Metrics=metrics, members={"Orders": [1, 4.5]})
    assert statistics(aws, unique_name) == (7.5, 3, 4.5, "Count")


def test_each_set_of_dimensions_is_a_metric_also_the_empty_one(aws, log):
    assert log(aws, Dimensions=[["Stage"], []]) == [("Orders", []), ("Orders", ["dev"])]


@pytest.mark.parametrize(
    "document",
    [
        {"members": {"Orders": "2"}},
        {"members": {"Orders": True}},
        {"members": {"Orders": [1] * 101}},
        {"members": {"Stage": 1}},
        {"members": {"_aws": 1}},
        {"Metrics": [{"Name": "Missing"}]},
        {"Dimensions": []},
        {"Dimensions": [["Missing"]]},
        {"age": 15 * DAY},
        {"age": -DAY},
        {"message": 'INFO {"_aws": {}}'},
        {"message": '["_aws"]'},
    ],
    ids=str,
)
def test_a_document_of_another_form_or_time_has_no_metrics(aws, log, document):
    assert log(aws, **document) == []


@pytest.mark.upstream
def test_unpatched_ministack_publishes_nothing(unpatched_aws, log):
    assert log(unpatched_aws) == []
