"""A subscription filter needs permission to use its destination, and delivers to Kinesis and Firehose too.

PutSubscriptionFilter sends a test message, and fails if the function's policy doesn't let CloudWatch Logs invoke it, or
the filter's role can't put a record; a log group has at most two filters:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
The messages are those of these sources. None has that of a test message that can't be delivered:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_subscription_filters.snapshot.json
https://github.com/hashicorp/terraform-provider-aws/pull/16162

MiniStack accepts every destination, and delivers to functions only.
"""

import base64
import functools
import gzip
import json
import time
from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import cloudwatch_logs, firehose, kinesis

from slipway_emulator.iam import authorization, function_policy
from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]
_MOST = 2
_STREAMS = {"kinesis": "Kinesis", "firehose": "Firehose"}


def apply() -> None:
    """Wrap the operations, and the delivery of log events to the filters of their group."""
    fan_out = cloudwatch_logs._fanout_to_subscription_filters
    put, describe = cloudwatch_logs._put_subscription_filter, cloudwatch_logs._describe_subscription_filters

    @functools.wraps(put)
    def put_subscription_filter(data: _Json) -> Response:
        return _refusal(data) or put(data)

    @functools.wraps(describe)
    def describe_subscription_filters(data: _Json) -> Response:
        response: Response = describe(data)
        if response[0] != 200:
            return response
        found = json.loads(response[2])
        for each in found["subscriptionFilters"]:
            each["applyOnTransformedLogs"] = False
            if not each.get("roleArn"):
                each.pop("roleArn", None)
        return json_response(found)

    @functools.wraps(fan_out)
    def fan_out_to_all(group: str, stream: str, events: list[_Json]) -> None:
        fan_out(group, stream, events)
        _deliver(group, stream, events)

    cloudwatch_logs._put_subscription_filter = put_subscription_filter
    cloudwatch_logs._describe_subscription_filters = describe_subscription_filters
    cloudwatch_logs._fanout_to_subscription_filters = fan_out_to_all


def _refusal(data: _Json) -> Response | None:
    """Return AWS's refusal of a filter, or None."""
    destination, group = data["destinationArn"], cloudwatch_logs._log_groups.get(data["logGroupName"])
    vendor, account = destination.split(":")[2], destination.split(":")[4]
    if vendor == "lambda" and account != get_account_id():
        return _error(
            "AccessDeniedException",
            "Cross-account lambda invocation passing is not allowed. "
            "You must use DestinationPolicies to create cross account lambda triggers.",
        )
    if vendor in _STREAMS and not data.get("roleArn"):
        return _error("InvalidParameterException", f"destinationArn for vendor {vendor} cannot be used without roleArn")
    if group is None:
        return _error("ResourceNotFoundException", "The specified log group does not exist.")
    filters = group["subscriptionFilters"]
    if data["filterName"] not in filters and len(filters) >= _MOST:
        return _error("LimitExceededException", "Resource limit exceeded.")
    return _unreachable(vendor, data)


def _unreachable(vendor: str, data: _Json) -> Response | None:
    destination = data["destinationArn"]
    if vendor == "lambda" and not _may_invoke(destination, data["logGroupName"]):
        return _error(
            "InvalidParameterException",
            "Could not execute the lambda function. "
            "Make sure you have given CloudWatch Logs permission to execute your function.",
        )
    if name := _STREAMS.get(vendor):
        text = f"CWL CONTROL MESSAGE: Checking health of destination {name}."
        event = {"id": "", "timestamp": int(time.time() * 1000), "message": text}
        message = _message("CONTROL_MESSAGE", "CloudwatchLogs", "", "", [], [event])
        if not _send(destination, data["roleArn"], "control", message):
            return _error(
                "InvalidParameterException",
                f"Could not deliver test message to specified {name} stream. "
                f"Check if the given {vendor} stream is in ACTIVE state.",
            )
    return None


def _may_invoke(function: str, group: str) -> bool:
    source = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}:*"
    services = ("logs.amazonaws.com", f"logs.{get_region()}.amazonaws.com")
    return any(function_policy.may_invoke(service, function, source) for service in services)


def _deliver(group: str, stream: str, events: list[_Json]) -> None:
    """Send log events to the streams that the filters of their group name."""
    for each in list((cloudwatch_logs._log_groups.get(group) or {}).get("subscriptionFilters", {}).values()):
        if each["destinationArn"].split(":")[2] not in _STREAMS:
            continue
        matches = cloudwatch_logs._subscription_pattern_matches
        found = [
            {"id": new_uuid().replace("-", ""), "timestamp": event["timestamp"], "message": event["message"]}
            for event in events
            if matches(each["filterPattern"], event["message"])
        ]
        if found:
            message = _message("DATA_MESSAGE", get_account_id(), group, stream, [each["filterName"]], found)
            key = stream if each["distribution"] == "ByLogStream" else new_uuid()
            _send(each["destinationArn"], each["roleArn"], key, message)


def _message(kind: str, owner: str, group: str, stream: str, filters: list[str], events: list[_Json]) -> str:
    names = {"messageType": kind, "owner": owner, "logGroup": group, "logStream": stream}
    message = json.dumps({**names, "subscriptionFilters": filters, "logEvents": events})
    return base64.b64encode(gzip.compress(message.encode())).decode()


def _send(destination: str, role: str, key: str, data: str) -> bool:
    """Put a record as the role, and return whether that succeeded."""
    vendor, name = destination.split(":")[2], destination.rpartition("/")[2]
    if not authorization.authorize(get_account_id(), role, f"{vendor}:PutRecord", destination):
        return False
    if vendor == "kinesis":
        response = kinesis._put_record({"StreamName": name, "PartitionKey": key, "Data": data})
    else:
        response = firehose._put_record({"DeliveryStreamName": name, "Record": {"Data": data}})
    return bool(response[0] == 200)


def _error(code: str, message: str) -> Response:
    return error_response_json(code, message, 400)
