"""The responses of CloudWatch Logs have the members that AWS's have.

A new stream has no token, a destination no policy before one is put, and a policy of the account no revision. A
delivery destination has its format only if one was given. The default value of a metric is a float. A list of groups by
a pattern has no sizes, and a second, empty page. A described policy is as IAM writes it:
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueries.html
The members were recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/logs

MiniStack returns members with empty values, and has no DescribeQueries.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch_logs

from slipway_emulator.responses import Response, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Response]
_DESCRIBE_QUERIES = "Logs_20140328.DescribeQueries"
_OLD_VERSION = "2008-10-17"  # of a policy without one


def apply() -> None:
    """Wrap the operations."""
    for name, shape in _SHAPES.items():
        setattr(cloudwatch_logs, name, _shaping(getattr(cloudwatch_logs, name), shape))
    put, handle = cloudwatch_logs._put_delivery_destination, cloudwatch_logs.handle_request

    @functools.wraps(put)
    def put_delivery_destination(data: _Json) -> Response:
        response: Response = put(data)
        if response[0] != 200:
            return response
        stored = cloudwatch_logs._delivery_destinations[data["name"]]
        stored["isFormatGiven"] = "outputFormat" in data
        return json_response({"deliveryDestination": _delivery_destination(stored)})

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: _Json) -> object:
        if headers.get("x-amz-target") == _DESCRIBE_QUERIES:
            return _describe_queries(json.loads(body))
        return await handle(method, path, headers, body, query)

    cloudwatch_logs._put_delivery_destination = put_delivery_destination
    cloudwatch_logs._format_delivery_destination = _delivery_destination
    cloudwatch_logs.handle_request = handle_request


def _shaping(operation: _Operation, shape: Callable[[_Json, _Json], None]) -> _Operation:
    @functools.wraps(operation)
    def operate(data: _Json) -> Response:
        status, headers, body = operation(data)
        if status != 200:
            return status, headers, body
        found = json.loads(body)
        shape(found, data)
        return status, headers, json.dumps(found).encode()

    return operate


def _groups(found: _Json, data: _Json) -> None:
    if data.get("logGroupNamePattern"):
        for group in found["logGroups"]:
            group.pop("storedBytes", None)
        if "nextToken" not in found and not data.get("nextToken"):
            found["nextToken"] = cloudwatch_logs._encode_token(len(found["logGroups"]))


def _streams(found: _Json, data: _Json) -> None:
    del data
    for stream in found["logStreams"]:
        if "lastIngestionTime" not in stream:
            stream.pop("uploadSequenceToken", None)


def _destinations(found: _Json, data: _Json) -> None:
    del data
    for destination in found["destinations"] if "destinations" in found else [found["destination"]]:
        if not destination["accessPolicy"]:
            del destination["accessPolicy"]


def _policies(found: _Json, data: _Json) -> None:
    del data
    for policy in found["resourcePolicies"]:
        policy["policyDocument"] = _canonical(policy["policyDocument"])
        if policy["policyScope"] == "ACCOUNT":
            policy.pop("revisionId", None)


def _put_policy(found: _Json, data: _Json) -> None:
    if not data.get("resourceArn"):
        found.pop("revisionId", None)
        found["resourcePolicy"].pop("revisionId", None)


def _canonical(text: str) -> str:
    """Return a policy with a version, and with single principals and actions that aren't in a list."""
    document = json.loads(text)
    if not isinstance(document, dict) or not isinstance(document.get("Statement"), list):
        return text
    for statement in document["Statement"]:
        principal = statement.get("Principal")
        if isinstance(principal, dict):
            statement["Principal"] = {kind: _single(value) for kind, value in principal.items()}
        statement |= {name: _single(statement[name]) for name in ("Action", "Resource") if name in statement}
    return json.dumps({"Version": _OLD_VERSION, **document})


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _filters(found: _Json, data: _Json) -> None:
    del data
    for metric_filter in found["metricFilters"]:
        metric_filter["applyOnTransformedLogs"] = False
        for transformation in metric_filter["metricTransformations"]:
            if "defaultValue" in transformation:
                transformation["defaultValue"] = float(transformation["defaultValue"])


def _delivery_destination(stored: _Json) -> _Json:
    names = ("name", "arn", "deliveryDestinationType", "deliveryDestinationConfiguration")
    is_given = stored.get("isFormatGiven", True)
    return {name: stored[name] for name in (*names, "outputFormat") if name in names or is_given}


def _describe_queries(data: _Json) -> Response:
    found = [
        {
            "queryId": each["queryId"],
            "queryString": each["queryString"],
            "status": each["status"],
            "createTime": each.get("createTime", each["endTime"] * 1000),
            "logGroupName": each["logGroupName"],
        }
        for each in cloudwatch_logs._queries.values()
        if all(each[name] == data[name] for name in ("logGroupName", "status") if data.get(name))
    ]
    return json_response({"queries": found[: data.get("maxResults") or 1000]})


_SHAPES: dict[str, Callable[[_Json, _Json], None]] = {
    "_describe_destinations": _destinations,
    "_put_destination": _destinations,
    "_describe_log_groups": _groups,
    "_describe_log_streams": _streams,
    "_describe_metric_filters": _filters,
    "_describe_resource_policies": _policies,
    "_put_resource_policy": _put_policy,
}
