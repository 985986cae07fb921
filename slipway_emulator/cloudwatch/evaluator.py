"""Evaluates the alarms of all accounts, and samples the metrics that services publish once a minute."""

import json
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import cloudwatch, sqs

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.cloudwatch.functions import ExpressionError
from slipway_emulator.cloudwatch.states import COMPARISONS, EXTRA_POINTS, Decision, Limits, decide

MINUTE = 60
# Seconds between two looks at the clock, which a test may have advanced.
_INTERVAL = 0.5
# A clock that was advanced further skips minutes.
_MAX_MINUTES = 24 * 60

_Alarm = dict[str, Any]
# By account, region and name of an alarm, or with the name None for the metrics: the latest evaluated end of a period.
_evaluated: dict[tuple[str, str, str | None], int] = {}
_lock = threading.Lock()
_log = logging.getLogger("cloudwatch")


def start() -> None:
    """Start the thread that evaluates, once, when there is an alarm."""
    with _lock:
        if not any(thread.name == __name__ for thread in threading.enumerate()):
            threading.Thread(target=_run, name=__name__, daemon=True).start()


def reset(alarm_name: str) -> None:
    """Evaluate an alarm again, because it has changed."""
    _evaluated.pop((get_account_id(), get_region(), alarm_name), None)


def _run() -> None:
    while True:
        for account_id, region in {key[:2] for key in [*cloudwatch._alarms._data]}:
            with request_scope(account_id, region):
                try:
                    _evaluate_due()
                except Exception:  # noqa: BLE001 - one account's fault must not stop the alarms of the others
                    _log.exception("the alarms of %s in %s can't be evaluated", account_id, region)
        time.sleep(_INTERVAL)


def _evaluate_due() -> None:
    now = metrics.now()
    for end in _due(None, now, MINUTE):
        _sample_queues(end)
    for alarm in list(cloudwatch._alarms.values()):
        period = metrics.period_of(queries(alarm))
        for end in _due(alarm["AlarmName"], now, min(MINUTE, period)):
            _evaluate(alarm, end)


def _due(name: str | None, now: float, step: int) -> Iterator[int]:
    """Yield the ends of the periods that have passed since the last evaluation; the first time, the latest one."""
    key, end = (get_account_id(), get_region(), name), int(now // step) * step
    first = max(_evaluated.get(key, end - step) + step, end - _MAX_MINUTES * MINUTE)
    _evaluated[key] = end
    yield from range(first, end + step, step)


def _sample_queues(end: int) -> None:
    """Publish the sizes of the queues for the minute before ``end``.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    for queue in list(sqs._queues.values()):
        now, messages = time.time(), list(queue["messages"])
        visible = sum(message["visible_at"] <= now for message in messages)
        oldest = min((message["sent_at"] for message in messages), default=now)
        values = {
            "ApproximateNumberOfMessagesVisible": (visible, "Count"),
            "ApproximateNumberOfMessagesNotVisible": (len(messages) - visible, "Count"),
            "ApproximateAgeOfOldestMessage": (int(now - oldest), "Seconds"),
        }
        metrics.put("AWS/SQS", values, [{"QueueName": queue["name"]}], end - MINUTE)


def queries(alarm: _Alarm) -> Sequence[dict[str, Any]]:
    """Return an alarm's metrics, as in PutMetricAlarm, for an alarm of one metric too."""
    if alarm.get("Metrics"):
        metrics_: list[dict[str, Any]] = alarm["Metrics"]
        return metrics_
    metric = {name: alarm.get(name) for name in ("Namespace", "MetricName", "Dimensions")}
    stat = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    return [
        {
            "Id": "m1",
            "MetricStat": {"Metric": metric, "Stat": stat, "Unit": alarm.get("Unit"), "Period": alarm.get("Period")},
        }
    ]


def _evaluate(alarm: _Alarm, end: int) -> None:
    if alarm["ComparisonOperator"] not in COMPARISONS:
        return  # an anomaly band, which the local AWS doesn't have
    period, periods = metrics.period_of(queries(alarm)), int(alarm["EvaluationPeriods"])
    times = range(end - period * (periods + EXTRA_POINTS), end, period)
    # Alarms on DynamoDB's metrics always ignore missing data:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    ignores = alarm.get("Namespace") == "AWS/DynamoDB"
    limits = Limits(
        threshold=float(alarm["Threshold"]),
        comparison=alarm["ComparisonOperator"],
        periods=periods,
        points_to_alarm=int(alarm.get("DatapointsToAlarm") or periods),
        missing="ignore" if ignores else alarm.get("TreatMissingData", "missing"),
    )
    try:
        series = metrics.alarm_series(queries(alarm), times, period)
    except ExpressionError as error:
        _log.warning("alarm %s: %s", alarm["AlarmName"], error)
        return
    if decision := decide(series, times, limits, alarm["StateValue"]):
        _transition(alarm, decision, period, times)


def _transition(alarm: _Alarm, decision: Decision, period: int, times: Sequence[int]) -> None:
    old_state, now = alarm["StateValue"], int(time.time())
    evaluated = [{"timestamp": _iso(start), "value": value} for start, value in decision.points]
    data = {
        "version": "1.0",
        "queryDate": _iso(now),
        "startDate": _iso(times[EXTRA_POINTS]),
        "period": period,
        "recentDatapoints": [value for _, value in reversed(decision.points)],
        "threshold": alarm["Threshold"],
        "evaluatedDatapoints": evaluated,
    }
    alarm |= {
        "StateValue": decision.state,
        "StateReason": decision.reason,
        "StateReasonData": json.dumps(data),
        "StateUpdatedTimestamp": now,
        "StateTransitionedTimestamp": now,
    }
    cloudwatch._record_history(alarm["AlarmName"], old_state, decision.state, decision.reason, reason_data=data)
    cloudwatch._dispatch_alarm_actions(alarm, old_state, decision.state, decision.reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def _iso(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime(moment))
