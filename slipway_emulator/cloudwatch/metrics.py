"""Reads and writes MiniStack's metrics."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import cloudwatch

from slipway_emulator import control
from slipway_emulator.cloudwatch import expressions
from slipway_emulator.cloudwatch.functions import ExpressionError, Scope, Series, Value, as_series
from slipway_emulator.cloudwatch.statistics import Sample, statistic

Dimensions = Mapping[str, str]


def now() -> float:
    """Return the time of the account's CloudWatch, in seconds since 1970."""
    return time.time() + control.cloudwatch_clock_offset(get_account_id())


def put(
    namespace: str, values: Mapping[str, tuple[float, str]], dimension_sets: Iterable[Dimensions], moment: float = 0
) -> None:
    """Publish metrics of an AWS service, once for each set of dimensions.

    Args:
        namespace: e.g. ``AWS/Lambda``.
        values: the value and its unit, by metric name.
        dimension_sets: e.g. ``[{"FunctionName": "x"}]``.
        moment: time in seconds since 1970. Default: now.
    """
    moment = moment or now()
    for dimensions in dimension_sets:
        for name, (value, unit) in values.items():
            bucket = cloudwatch._metric_bucket((namespace, name, cloudwatch._dims_key(dict(dimensions))))
            last = bucket[-1] if bucket else {}
            if last.get("Value") == value and int(last["Timestamp"]) == int(moment) and "Count" in last:
                last["Count"] += 1  # equal values in a second take no more memory
            else:
                point = {"Timestamp": moment, "Value": float(value), "Count": 1.0, "Unit": unit}
                bucket.append({**point, "Dimensions": dict(dimensions)})


def period_of(queries: Sequence[dict[str, Any]]) -> int:
    """Return the period of metric data queries, in seconds: of all of them, AWS allows one."""
    periods = [query["MetricStat"].get("Period") if "MetricStat" in query else query.get("Period") for query in queries]
    return next((int(period) for period in periods if period), 60)


def evaluate(queries: Sequence[dict[str, Any]], times: Sequence[int], period: int) -> dict[str, Value]:
    """Return the value of each metric data query.

    Args:
        queries: queries, as in GetMetricData and in the Metrics of PutMetricAlarm.
        times: the starts of the periods, in ascending order.
        period: seconds.

    Raises:
        ExpressionError: an expression can't be evaluated.
    """
    metrics = {query["Id"]: series(query["MetricStat"], times, period) for query in queries if "MetricStat" in query}
    texts = {query["Id"]: query["Expression"] for query in queries if "Expression" in query}
    values: dict[str, Value] = dict(metrics)

    def by_id(id_: str) -> Value:
        if id_ not in values:
            if id_ not in texts:
                raise ExpressionError(f"there is no metric with the id {id_}, or it uses itself")
            values[id_] = expressions.evaluate(texts.pop(id_), scope)
        return values[id_]

    scope = Scope(by_id, metrics, times, period)
    return {query["Id"]: by_id(query["Id"]) for query in queries}


def alarm_series(queries: Sequence[dict[str, Any]], times: Sequence[int], period: int) -> Series:
    """Return the time series of the query that has ReturnData, or of the only one.

    Raises:
        ExpressionError: it can't be evaluated, or isn't one time series.
    """
    returned = next(query["Id"] for query in queries if query.get("ReturnData", True))
    scope = Scope(lambda _: {}, {}, times, period)
    return as_series(evaluate(queries, times, period)[returned], scope)


def units(stat: dict[str, Any]) -> list[str]:
    """Return the units of a metric's data points, or the one that the metric stat has."""
    found = dict.fromkeys(point["Unit"] for point in _points(stat["Metric"]))
    return [unit for unit in found if stat.get("Unit") in (None, unit)]


def series(stat: dict[str, Any], times: Sequence[int], period: int) -> Series:
    """Return the values of a metric stat, by the start of each period that has data.

    Args:
        stat: a MetricStat as in GetMetricData.
        times: the starts of the periods, in ascending order.
        period: seconds.
    """
    unit = stat.get("Unit")
    periods: dict[int, list[Sample]] = defaultdict(list)
    for point in _points(stat["Metric"]):
        if times[0] <= point["Timestamp"] < times[-1] + period and (not unit or point["Unit"] == unit):
            periods[times[0] + int((point["Timestamp"] - times[0]) // period) * period] += _samples(point)
    values = {start: statistic(stat["Stat"], samples) for start, samples in periods.items()}
    return {start: value for start, value in sorted(values.items()) if value is not None}


def _points(metric: Mapping[str, Any]) -> list[dict[str, Any]]:
    dimensions = cloudwatch._dims_from_list(metric.get("Dimensions") or [])
    key = (metric.get("Namespace"), metric.get("MetricName"), cloudwatch._dims_key(dimensions))
    return cloudwatch._metrics.get(key) or []


def _samples(point: dict[str, Any]) -> list[Sample]:
    """Return the values of a point. Of a statistic set only the limits and the sum are known."""
    count, total, low, high = cloudwatch._point_stats(point)
    if count <= 2 or low == high:
        return [Sample(low, count)] if low == high else [Sample(low), Sample(high)]
    return [Sample(low), Sample((total - low - high) / (count - 2), count - 2), Sample(high)]
