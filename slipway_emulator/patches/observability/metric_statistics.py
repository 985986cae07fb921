"""GetMetricStatistics has a data point for each unit of a period, and all statistics.

"If you omit Unit, all data that was collected with any unit is returned, along with the corresponding units that were
specified when the data was reported to CloudWatch":
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
The errors are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json

MiniStack adds up the values of all units, ignores ``Unit``, and has no statistics but the basic ones and percentiles.
"""

import time
from typing import Any

from ministack.services import cloudwatch

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.responses import Response


def apply() -> None:
    """Replace the operation, for the protocols of the AWS SDKs and CLI; ``query_protocol`` brings the former one."""
    cloudwatch._get_metric_statistics = _get


def _get(_params: object, data: dict[str, Any], is_cbor: bool, _is_json: bool = False) -> Response:
    period = int(data["Period"])
    start, end = cloudwatch._parse_ts(data["StartTime"]), cloudwatch._parse_ts(data["EndTime"])
    times = range(int(start // period) * period, int(-(-end // period)) * period, period)
    names = [*(data.get("Statistics") or []), *(data.get("ExtendedStatistics") or [])]
    stat = {"Metric": data, "Unit": data.get("Unit")}
    datapoints = []
    for unit in metrics.units(stat) if times else []:
        series = {name: metrics.series({**stat, "Stat": name, "Unit": unit}, times, period) for name in names}
        for moment in sorted(set().union(*series.values())):
            values = {name: series[name][moment] for name in names if moment in series[name]}
            datapoints.append(_datapoint(moment, unit, values, data.get("ExtendedStatistics") or ()))
    response: Response
    if is_cbor:
        points = [cloudwatch._cbor_datapoint(point) for point in datapoints]
        response = cloudwatch._cbor_ok({"Datapoints": points, "Label": data["MetricName"]})
    else:
        response = cloudwatch._json_ok({"Datapoints": datapoints, "Label": data["MetricName"]})
    return response


def _datapoint(moment: int, unit: str, values: dict[str, float], extended: list[str] | tuple[()]) -> dict[str, Any]:
    point: dict[str, Any] = {"Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)), "Unit": unit}
    point.update({name: value for name, value in values.items() if name not in extended})
    percentiles = {name: value for name, value in values.items() if name in extended}
    return {**point, "ExtendedStatistics": percentiles} if percentiles else point
