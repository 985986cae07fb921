"""CloudWatch evaluates an alarm every minute, with metric math, percentiles, missing data and M out of N data points.

AWS evaluates an alarm every minute, an alarm with a period below a minute once a period, and reads the periods that
have passed:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
It notifies a topic if the topic's policy and the policy of its KMS key allow it, and records that in the alarm's
history:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html

MiniStack evaluates when it gets data: the metric with any dimensions, over all evaluation periods together. It ignores
metric math, missing data and DatapointsToAlarm, sends a shorter message, and ignores the policies.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from slipway_emulator.cloudwatch import evaluator, expressions, notifications
from slipway_emulator.cloudwatch.functions import ExpressionError
from slipway_emulator.cloudwatch.statistics import is_valid
from slipway_emulator.responses import Response


def apply() -> None:
    """Replace the evaluation and the notification, and validate new alarms."""
    cloudwatch._evaluate_alarm = _evaluate_later
    cloudwatch._evaluate_all_alarms = lambda: None
    cloudwatch._dispatch_alarm_actions = notifications.notify
    cloudwatch._put_metric_alarm = _validated(cloudwatch._put_metric_alarm)


def _evaluate_later(alarm: dict[str, Any]) -> None:
    evaluator.reset(alarm["AlarmName"])
    evaluator.start()


def _validated(put_metric_alarm: Callable[..., Response]) -> Callable[..., Response]:
    @functools.wraps(put_metric_alarm)
    def put(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        if message := _fault(data):
            refused: Response = cloudwatch._error("ValidationError", message, 400, use_json=is_json, use_cbor=is_cbor)
            return refused
        return put_metric_alarm(params, data, is_cbor, is_json)

    return put


def _fault(alarm: dict[str, Any]) -> str | None:
    """Return why AWS or the local AWS refuses an alarm; None if it doesn't."""
    queries = evaluator.queries(alarm)
    ids = frozenset(query["Id"] for query in queries)
    for query in queries:
        stat = query.get("MetricStat", {}).get("Stat") or "Average"
        if not is_valid(stat):
            return f"The value {stat} for parameter ExtendedStatistic is not supported."
        try:
            expressions.check(query.get("Expression", "0"), ids)
        except ExpressionError as error:
            return f"Error in expression '{query['Id']}': {error}"
    returned = sum(query.get("ReturnData", True) for query in queries)
    if returned != 1:
        return f"Exactly one element of the metrics list should return data, not {returned}."
    return None
