"""CloudWatch Logs publishes the metrics of a log event that has the embedded metric format.

The event is a JSON object. Its ``_aws`` names the members that are metrics, each a number or up to 100, and those that
are dimensions, which are texts. Each set of dimensions is another metric. A document that breaks the specification has
none:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

MiniStack stores the event, and publishes nothing.
"""

import functools
import json
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from ministack.services import cloudwatch_logs

from slipway_emulator.cloudwatch import metrics

_Json = dict[str, Any]

_MAX_DIMENSIONS = 30
_MAX_METRICS = 100
_MAX_VALUES = 100
# The times that PutMetricData accepts: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
_PAST, _FUTURE = 14 * 24 * 3600, 2 * 3600


class _Point(NamedTuple):
    namespace: str
    name: str
    value: float
    unit: str
    dimension_sets: list[dict[str, str]]


def apply() -> None:
    """Wrap the function that stores log events."""
    put = cloudwatch_logs._put_log_events

    @functools.wraps(put)
    def put_log_events(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        response = put(data)
        if response[0] == 200:
            for event in data["logEvents"]:
                if '"_aws"' in event["message"]:
                    _publish(event["message"])
        return response

    cloudwatch_logs._put_log_events = put_log_events


def _publish(message: str) -> None:
    try:
        document = json.loads(message)
        timestamp = document["_aws"]["Timestamp"] / 1000
        points = [*_points(document)]
    except (AttributeError, KeyError, TypeError, ValueError):  # it has another form
        return
    if not -_PAST <= timestamp - time.time() <= _FUTURE:
        return
    moment = timestamp + metrics.now() - time.time()
    for namespace, name, value, unit, dimension_sets in points:
        metrics.put(namespace, {name: (value, unit)}, dimension_sets, moment)


def _points(document: _Json) -> Iterator[_Point]:
    for directive in document["_aws"]["CloudWatchMetrics"]:
        sets = [{name: _text(document[name]) for name in names} for names in directive["Dimensions"]]
        definitions = directive["Metrics"]
        if not sets or len(definitions) > _MAX_METRICS or max(map(len, sets)) > _MAX_DIMENSIONS:
            raise ValueError
        for each in definitions:
            for value in _numbers(document[each["Name"]]):
                yield _Point(_text(directive["Namespace"]), each["Name"], value, each.get("Unit", "None"), sets)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _numbers(target: Any) -> list[float]:  # noqa: ANN401 - any JSON
    numbers: list[Any] = target if isinstance(target, list) else [target]
    if len(numbers) > _MAX_VALUES or not all(type(number) in (int, float) for number in numbers):
        raise TypeError
    return numbers
