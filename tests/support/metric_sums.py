"""Sums of metrics, whatever the time of the local CloudWatch's clock is."""

import datetime

_DAY = datetime.timedelta(days=1)


def metric_sums(aws, namespace, names, dimensions):
    """Return the sum of each metric of a namespace with these dimensions, from yesterday to the next week."""
    now = datetime.datetime.now(datetime.UTC)
    found = {}
    for name in names:
        points = aws("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=now - _DAY,
            EndTime=now + 7 * _DAY,
            Period=86400,
            Statistics=["Sum"],
        )["Datapoints"]
        found[name] = sum(point["Sum"] for point in points)
    return found
