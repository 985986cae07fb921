"""DescribeAlarms returns an alarm as it was put, and when its state changed.

AWS stores and returns every member of PutMetricAlarm and PutCompositeAlarm, and no others, except the dimensions:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json

MiniStack drops ``Metrics`` and ``ThresholdMetricId``, and returns a statistic, a period, a description and a treatment
of missing data for alarms without them.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch

from slipway_emulator.responses import Response

# Members that MiniStack's PutMetricAlarm doesn't store, and members for which it sets a default.
_DROPPED = ("Metrics", "ThresholdMetricId", "EvaluateLowSampleCountPercentile")
_DEFAULTED = ("MetricName", "Namespace", "Statistic", "Period", "Threshold", "AlarmDescription", "TreatMissingData")
_CHANGED = "StateTransitionedTimestamp"

_Operation = Callable[..., Response]


def apply() -> None:
    """Wrap the operations that store an alarm or its state."""
    cloudwatch._put_metric_alarm = _storing_all_members(cloudwatch._put_metric_alarm)
    cloudwatch._set_alarm_state = _dating_the_change(cloudwatch._set_alarm_state)


def _storing_all_members(put_metric_alarm: _Operation) -> _Operation:
    @functools.wraps(put_metric_alarm)
    def put(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        before = cloudwatch._alarms.get(data.get("AlarmName")) or {}
        response = put_metric_alarm(params, data, is_cbor, is_json)
        if response[0] == 200:
            alarm = cloudwatch._alarms[data["AlarmName"]]
            alarm.update({name: data[name] for name in _DROPPED if name in data})
            for name in _DEFAULTED:
                if name not in data:
                    alarm.pop(name, None)
            alarm["Dimensions"] = data.get("Dimensions") or []
            alarm.setdefault(_CHANGED, before.get(_CHANGED, alarm["StateUpdatedTimestamp"]))
        return response

    return put


def _dating_the_change(set_alarm_state: _Operation) -> _Operation:
    @functools.wraps(set_alarm_state)
    def set_state(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Response:
        before = (cloudwatch._alarms.get(data.get("AlarmName")) or {}).get("StateValue")
        response = set_alarm_state(params, data, is_cbor, is_json)
        alarm = cloudwatch._alarms.get(data.get("AlarmName"))
        if alarm and alarm["StateValue"] != before:
            alarm[_CHANGED] = alarm["StateUpdatedTimestamp"]
        return response

    return set_state
