"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json"""

import datetime

import pytest
from botocore.exceptions import ClientError

NOW = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
RANGE = {"StartTime": NOW - datetime.timedelta(minutes=3), "EndTime": NOW}


def points(aws, name, **options):
    """Publish values in three units; return those that are read, by unit."""
    moment = NOW - datetime.timedelta(minutes=2)
    values = (("None", 10), ("Count", 5), ("Seconds", 1), ("Seconds", 3))
    data = [{"MetricName": name, "Timestamp": moment, "Value": value, "Unit": unit} for unit, value in values]
    aws("cloudwatch").put_metric_data(Namespace="Example", MetricData=data)
    request = {"Namespace": "Example", "MetricName": name, "Period": 60, **RANGE, **options}
    return aws("cloudwatch").get_metric_statistics(**request)["Datapoints"]


def test_each_unit_has_a_data_point(aws, unique_name):
    found = points(aws, unique_name, Statistics=["Average", "Sum"])
    assert {point["Unit"]: (point["Average"], point["Sum"]) for point in found} == {
        "None": (10, 10),
        "Count": (5, 5),
        "Seconds": (2, 4),
    }


def test_a_unit_selects_data_points_and_a_percentile_is_an_extended_statistic(aws, unique_name):
    (point,) = points(aws, unique_name, Unit="Seconds", ExtendedStatistics=["p100", "tm50"])
    assert (point["Unit"], point["ExtendedStatistics"]) == ("Seconds", {"p100": 3, "tm50": 1})


def refusal(operation, **parameters):
    with pytest.raises(ClientError) as error:
        operation(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


def test_requests_that_cloudwatch_refuses(aws):
    client = aws("cloudwatch")
    request = {"Namespace": "a", "MetricName": "b", "Statistics": ["Sum"], "Period": 1}
    long = {"StartTime": NOW - datetime.timedelta(days=1), "EndTime": NOW}
    many = (
        "You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints "
        "requested by increasing Period, or decreasing the time range."
    )
    assert refusal(client.get_metric_statistics, **request, **long) == ("InvalidParameterCombination", many)
    assert refusal(client.get_metric_statistics, **request, StartTime=NOW, EndTime=NOW) == (
        "InvalidParameterValue",
        "The parameter StartTime must be less than the parameter EndTime.",
    )
    path = "MetricData.member.1"
    for datum, expected in (
        (
            {"Value": 1, "Values": [1]},
            f"The parameters {path}.Value and {path}.Values are mutually exclusive and you have specified both.",
        ),
        (
            {"Values": [1], "Counts": [1, 2]},
            f"The parameters {path}.Values and {path}.Counts must be of the same size.",
        ),
    ):
        data = [{"MetricName": "a", **datum}]
        assert refusal(client.put_metric_data, Namespace="a", MetricData=data)[1] == expected


def test_the_name_of_a_dashboard_has_letters_digits_dashes_and_underscores(aws):
    code, message = refusal(aws("cloudwatch").put_dashboard, DashboardName="a b", DashboardBody="{}")
    assert code == "InvalidParameterValue"
    assert message.startswith(
        "The value for field DashboardName contains invalid characters. It can only contain alpha"
    )


@pytest.mark.upstream
def test_unpatched_ministack_adds_the_values_of_all_units(unpatched_aws, unique_name):
    assert len(points(unpatched_aws, unique_name, Statistics=["Sum"])) == 1
