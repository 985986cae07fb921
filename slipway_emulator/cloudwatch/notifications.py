"""Notifies the topics in an alarm's actions, with AWS's messages and permissions."""

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, kms, sns

_SERVICE = "cloudwatch.amazonaws.com"
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
# The names in AWS's messages; other regions have their code.
_REGIONS = {
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-south-1": "Asia Pacific (Mumbai)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
    "ca-central-1": "Canada (Central)",
    "eu-central-1": "EU (Frankfurt)",
    "eu-north-1": "EU (Stockholm)",
    "eu-west-1": "EU (Ireland)",
    "eu-west-2": "EU (London)",
    "eu-west-3": "EU (Paris)",
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
}

_Alarm = dict[str, Any]


def notify(alarm: _Alarm, old_state: str, new_state: str, reason: str) -> None:
    """Publish to each topic of the new state's actions, and record the result in the alarm's history.

    Args:
        alarm: MiniStack's record of a metric alarm or a composite alarm.
        old_state: the former state.
        new_state: the alarm's state.
        reason: reason for the change.
    """
    if not alarm.get("ActionsEnabled", True):
        return
    for action in alarm.get(_ACTIONS[new_state]) or []:
        if not cloudwatch._is_sns_action_arn(action):
            continue
        refusal = _refusal(action, alarm["AlarmArn"])
        if refusal is None:
            subject = f'{new_state}: "{alarm["AlarmName"]}" in {_region()}'[:100]
            sns.publish_internal(action, json.dumps(_message(alarm, old_state, new_state, reason)), subject)
        else:
            logging.getLogger("cloudwatch").warning("%s: %s", alarm["AlarmName"], refusal)
        _record(alarm, action, new_state, refusal)


def _refusal(topic_arn: str, alarm_arn: str) -> str | None:
    """Return why CloudWatch can't publish to a topic; None if it can.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#sns-allow-cloudwatch-alarm-to-publish-to-topic-in-another-account
    https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
    """
    topic = sns._topics.get(topic_arn)
    if topic is None:
        return f"Resource: {topic_arn} does not exist"
    if not sns.topic_policy_allows(topic_arn, _SERVICE, alarm_arn, get_account_id()):
        return f"CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: {topic_arn}"
    key_id = topic["attributes"].get("KmsMasterKeyId")
    if key_id and not _may_use_key(key_id, alarm_arn):
        return "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
    return None


def _may_use_key(key_id: str, alarm_arn: str) -> bool:
    """Return whether a key's policy lets CloudWatch encrypt messages; that of AWS's own key for SNS doesn't."""
    key = kms._resolve_key(key_id)
    if key is None or key.get("KeyManager") == "AWS":
        return False
    keys = {"aws:sourcearn": alarm_arn, "aws:sourceaccount": get_account_id()}
    return all(
        evaluate_resource_policy(
            key["Policy"],
            EvalContext("*", "Service", "", f"kms:{action}", key["Arn"], get_region(), service_context=keys),
            service=_SERVICE,
        ).decision
        == "Allow"
        for action in ("Decrypt", "GenerateDataKey")
    )


def _record(alarm: _Alarm, action: str, state: str, refusal: str | None) -> None:
    done = f"Successfully executed action {action}"
    summary = done if refusal is None else f"Failed to execute action {action}. Received error: {refusal}"
    data = {
        "actionState": "Succeeded" if refusal is None else "Failed",
        "stateUpdateTimestamp": int(time.time() * 1000),
        "notificationResource": action,
        "publishedMessage": None,
        "error": refusal,
        "stateValue": state,
    }
    cloudwatch._history_entries().append(
        {
            "AlarmName": alarm["AlarmName"],
            "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
            "Timestamp": cloudwatch._ts_iso(time.time()),
            "HistoryItemType": "Action",
            "HistorySummary": summary,
            "HistoryData": json.dumps(data),
        }
    )


def _message(alarm: _Alarm, old_state: str, new_state: str, reason: str) -> dict[str, Any]:
    message = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": get_account_id(),
        "AlarmConfigurationUpdatedTimestamp": _iso(alarm["AlarmConfigurationUpdatedTimestamp"]),
        "NewStateValue": new_state,
        "NewStateReason": reason,
        "StateChangeTime": _iso(time.time()),
        "Region": _region(),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old_state,
        **{name: alarm.get(name) or [] for name in ("OKActions", "AlarmActions", "InsufficientDataActions")},
    }
    if "AlarmRule" in alarm:
        children = json.loads(alarm.get("StateReasonData") or "{}").get("triggeringAlarms", [])
        return message | {"AlarmRule": alarm["AlarmRule"], "TriggeringChildren": [_child(each) for each in children]}
    return message | {"Trigger": _trigger(alarm)}


def _child(child: Mapping[str, Any]) -> dict[str, Any]:
    return {"Arn": child["arn"], "State": {"Value": child["state"]["value"], "Timestamp": child["state"]["timestamp"]}}


def _trigger(alarm: _Alarm) -> dict[str, Any]:
    limits = {
        "Period": int(alarm.get("Period") or 60),
        "EvaluationPeriods": alarm["EvaluationPeriods"],
        **({"DatapointsToAlarm": alarm["DatapointsToAlarm"]} if "DatapointsToAlarm" in alarm else {}),
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": alarm["Threshold"],
        "TreatMissingData": alarm.get("TreatMissingData", ""),
        "EvaluateLowSampleCountPercentile": alarm.get("EvaluateLowSampleCountPercentile", ""),
    }
    if "Metrics" in alarm:
        return {**limits, "Metrics": [_query(query) for query in alarm["Metrics"]]}
    extended = alarm.get("ExtendedStatistic")
    kind = "ExtendedStatistic" if extended else "Statistic"
    return {
        "MetricName": alarm["MetricName"],
        "Namespace": alarm["Namespace"],
        "StatisticType": kind,
        kind: extended or alarm["Statistic"].upper(),
        "Unit": alarm.get("Unit"),
        "Dimensions": _dimensions(alarm),
        **limits,
    }


def _query(query: dict[str, Any]) -> dict[str, Any]:
    if "MetricStat" not in query:
        return query
    metric = query["MetricStat"]["Metric"]
    return {**query, "MetricStat": {**query["MetricStat"], "Metric": {**metric, "Dimensions": _dimensions(metric)}}}


def _dimensions(metric: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"value": each["Value"], "name": each["Name"]} for each in metric.get("Dimensions") or []]


def _region() -> str:
    region: str = get_region()
    return _REGIONS.get(region, region)


def _iso(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03}+0000"
