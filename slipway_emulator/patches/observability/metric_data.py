"""GetMetricData evaluates metric math and all statistics, and a metric without dimensions is separate.

"CloudWatch treats each unique combination of dimensions as a separate metric":
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
A label without a request for one has what distinguishes the queries, their statistics and periods:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json

MiniStack answers an expression with the status InternalError, returns the average for statistics other than the
basic ones and percentiles, and adds up all metrics of a name for a request without dimensions. PutMetricData dates data
by this machine's clock, not by the one that a test can advance.
"""

import functools
import time
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from slipway_emulator.cloudwatch import expressions, metrics
from slipway_emulator.cloudwatch.functions import ExpressionError, Scope, Series, as_series
from slipway_emulator.responses import Response


class _Dimensions(dict[str, str]):
    """True when empty too, so that MiniStack compares it."""

    def __bool__(self) -> bool:
        return True


def apply() -> None:
    """Wrap the operations and their dimensions, for the protocols of the AWS SDKs and CLI."""
    from_list = cloudwatch._dims_from_list

    @functools.wraps(from_list)
    def dims_from_list(dimensions: list[dict[str, str]]) -> _Dimensions:
        return _Dimensions(from_list(dimensions))

    cloudwatch._dims_from_list = dims_from_list
    cloudwatch._get_metric_data = _with_expressions(cloudwatch._get_metric_data)
    cloudwatch._put_metric_data = _dated(cloudwatch._put_metric_data)


def _dated(put_metric_data: Callable[..., Response]) -> Callable[..., Response]:
    @functools.wraps(put_metric_data)
    def put(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        if is_cbor or is_json:
            now = metrics.now()  # of a whole request: its data belongs to one minute
            for datum in data.get("MetricData", []):
                datum.setdefault("Timestamp", now)
        return put_metric_data(params, data, is_cbor, is_json)

    return put


def _with_expressions(get_metric_data: Callable[..., Response]) -> Callable[..., Response]:
    @functools.wraps(get_metric_data)
    def get(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        if not is_cbor and not is_json:
            return get_metric_data(params, data, is_cbor, is_json)
        queries = data["MetricDataQueries"]
        ids = frozenset(query["Id"] for query in queries)
        period = metrics.period_of(queries)
        start, end = cloudwatch._parse_ts(data["StartTime"]), cloudwatch._parse_ts(data["EndTime"])
        times = range(int(start // period) * period, int(-(-end // period)) * period, period)
        try:
            for query in queries:
                expressions.check(query.get("Expression", "0"), ids)
            values = metrics.evaluate(queries, times, period)
            labels = _labels(queries)
            results = [
                _result(
                    query, labels[query["Id"]], as_series(values[query["Id"]], Scope(lambda _: {}, {}, times, period))
                )
                for query in queries
                if query.get("ReturnData", True)
            ]
        except ExpressionError as error:
            refused: Response = cloudwatch._error(
                "ValidationError", str(error), 400, use_json=is_json, use_cbor=is_cbor
            )
            return refused
        if data.get("ScanBy") == "TimestampAscending":
            results = [
                {**each, "Timestamps": each["Timestamps"][::-1], "Values": each["Values"][::-1]} for each in results
            ]
        encode: Callable[[Any], Any] = cloudwatch._cbor_metric_data_result if is_cbor else dict
        respond: Callable[[Any], Response] = cloudwatch._cbor_ok if is_cbor else cloudwatch._json_ok
        return respond({"MetricDataResults": [encode(each) for each in results], "Messages": []})

    return get


def _labels(queries: list[dict[str, Any]]) -> dict[str, str]:
    """Return the label of each query, by its id."""
    stats = [query["MetricStat"] for query in queries if "MetricStat" in query]
    differing = [name for name in ("Stat", "Period") if len({stat[name] for stat in stats}) > 1]
    labels = {}
    for query in queries:
        stat = query.get("MetricStat")
        default = [stat["Metric"]["MetricName"], *(stat[name] for name in differing)] if stat else [query["Id"]]
        labels[query["Id"]] = query.get("Label") or " ".join(map(str, default))
    return labels


def _result(query: dict[str, Any], label: str, series: Series) -> dict[str, Any]:
    newest_first = sorted(series, reverse=True)
    return {
        "Id": query["Id"],
        "Label": label,
        "Timestamps": [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start)) for start in newest_first],
        "Values": [series[start] for start in newest_first],
        "StatusCode": "Complete",
    }
