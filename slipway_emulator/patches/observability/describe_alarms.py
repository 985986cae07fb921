"""DescribeAlarms returns an alarm as it was put, in the Query protocol too.

AWS stores and returns every member of PutMetricAlarm and PutCompositeAlarm, and no others:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html

MiniStack omits most members from its XML (statistic, period, dimensions, actions, missing data), drops
``Metrics`` and ``ThresholdMetricId``, and returns a statistic and a period for alarms without them. Terraform's
provider 5.100 uses the Query protocol, so each of its plans changes every alarm. With this patch a Query request uses
MiniStack's JSON code, and its response is written as XML.
"""

import functools
import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudwatch

# Members that MiniStack's PutMetricAlarm doesn't store, and members for which it sets a default.
_DROPPED = ("Metrics", "ThresholdMetricId", "EvaluateLowSampleCountPercentile")
_DEFAULTED = ("MetricName", "Namespace", "Statistic", "Period", "Threshold", "Dimensions")

_Response = tuple[int, dict[str, str], bytes]
_Operation = Callable[..., _Response]


def apply() -> None:
    """Wrap the three operations on alarms."""
    cloudwatch._put_metric_alarm = _query_as_json("PutMetricAlarm", _storing_all_members(cloudwatch._put_metric_alarm))
    cloudwatch._put_composite_alarm = _query_as_json("PutCompositeAlarm", cloudwatch._put_composite_alarm)
    cloudwatch._describe_alarms = _query_as_json("DescribeAlarms", cloudwatch._describe_alarms)


def _storing_all_members(put_metric_alarm: _Operation) -> _Operation:
    @functools.wraps(put_metric_alarm)
    def put(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> _Response:
        response = put_metric_alarm(params, data, is_cbor, is_json)
        if response[0] == 200:
            alarm = cloudwatch._alarms[data["AlarmName"]]
            alarm.update({name: data[name] for name in _DROPPED if name in data})
            for name in _DEFAULTED:
                if name not in data:
                    alarm.pop(name, None)
        return response

    return put


def _query_as_json(action: str, operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def run(params: dict[str, Any], data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> _Response:
        if is_cbor or is_json:
            return operation(params, data, is_cbor, is_json)
        status, _, body = operation(params, _from_query(params), False, True)
        document = json.loads(body)
        if status != 200:
            response: _Response = cloudwatch._error(document["__type"], document["message"], status)
        else:
            response = cloudwatch._xml(status, f"{action}Response", _element(f"{action}Result", document))
        return response

    return run


def _from_query(params: dict[str, Any]) -> dict[str, Any]:
    """Return ``Dimensions.member.1.Name=x`` as ``{"Dimensions": [{"Name": "x"}]}``."""
    tree: dict[str, Any] = {}
    for name in params:
        *parents, leaf = name.replace(".member.", ".").split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = cloudwatch._p(params, name)
    return {name: _value(name, node) for name, node in tree.items()}


def _value(name: str, node: object) -> object:
    if name in {"ActionsEnabled", "ReturnData"}:
        return node == "true"
    if not isinstance(node, dict):
        return node
    if all(key.isdigit() for key in node):
        return [_value(key, node[key]) for key in sorted(node, key=int)]
    return {key: _value(key, child) for key, child in node.items()}


def _element(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        text = "".join(_element(key, child) for key, child in value.items())
    elif isinstance(value, list):
        text = "".join(_element("member", child) for child in value)
    elif isinstance(value, bool):
        text = str(value).lower()
    elif name.endswith("Timestamp"):
        text = cloudwatch._ts_iso(value)
    else:
        text = escape(str(value))
    return f"<{name}>{text}</{name}>"
