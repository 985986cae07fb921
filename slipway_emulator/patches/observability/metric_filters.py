"""A metric filter publishes its metrics for each log event that matches its pattern.

The value is a number, or a field of the event, as are the dimensions. The default value counts while events arrive of
which none matches:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html

MiniStack stores metric filters, and publishes nothing.
"""

import functools
import time
from collections.abc import Sequence
from typing import Any

from ministack.services import cloudwatch_logs

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.log_patterns.patterns import Match, compile_pattern

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the function that stores log events."""
    put = cloudwatch_logs._put_log_events

    @functools.wraps(put)
    def put_log_events(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        response = put(data)
        if response[0] == 200:
            filters = [
                each for (group, _), each in cloudwatch_logs._metric_filters.items() if group == data["logGroupName"]
            ]
            for metric_filter in filters:
                _publish(metric_filter, data["logEvents"])
        return response

    cloudwatch_logs._put_log_events = put_log_events


def _publish(metric_filter: _Json, events: Sequence[_Json]) -> None:
    match = compile_pattern(metric_filter["filterPattern"] or "")
    found = [(event["timestamp"], matched) for event in events if (matched := match(event["message"]))]
    for transformation in metric_filter["metricTransformations"]:
        for timestamp, matched in found:
            _put(transformation, timestamp, _value(transformation["metricValue"], matched), matched)
        if events and not found and (default := transformation.get("defaultValue")) is not None:
            _put(transformation, events[-1]["timestamp"], float(default), None)


def _value(text: str, matched: Match) -> float | None:
    """Return the number that a text is or names; None if there is none."""
    try:
        return float((matched.find(text) or "") if text.startswith("$") else text)
    except ValueError:
        return None


def _put(transformation: _Json, timestamp: int, value: float | None, matched: Match | None) -> None:
    selectors = (transformation.get("dimensions") or {}) if matched else {}
    dimensions = {name: matched.find(selector) for name, selector in selectors.items() if matched}
    if value is None or None in dimensions.values():
        return
    moment = timestamp / 1000 + metrics.now() - time.time()
    values = {transformation["metricName"]: (value, transformation.get("unit") or "None")}
    metrics.put(transformation["metricNamespace"], values, [{k: v for k, v in dimensions.items() if v}], moment)
