"""Whoever makes or writes to a log stream is authorized on the stream.

A grant on ``log-group:NAME:*``, as AWS's own policies have it, is one on the streams of the group:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html

MiniStack 1.5.33 decides on the group itself, which such a grant doesn't match.
"""

import functools
from typing import Any

from ministack.core import iam_actions

_ACTIONS = ("CreateLogStream", "PutLogEvents", "GetLogEvents", "DeleteLogStream")


def apply() -> None:
    """Wrap what finds the resource of a request."""
    extract_resource_arn = iam_actions.extract_resource_arn

    @functools.wraps(extract_resource_arn)
    def resource(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        found: str = extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)
        if service != "logs" or headers.get("x-amz-target", "").rpartition(".")[2] not in _ACTIONS or found == "*":
            return found
        stream = iam_actions._safe_json_field(body, "logStreamName")
        return f"{found}:log-stream:{stream}"

    iam_actions.extract_resource_arn = resource
