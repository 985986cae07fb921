"""Whoever works on the tags of a resource, or deletes an alarm, is authorized on what the request names.

So it is for the tags of tables, topics, alarms, and the identities and configuration sets of SES:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html

MiniStack 1.5.33 decides these on ``*``, so that a grant on some resources allows nothing.
"""

import functools
from typing import Any

from ministack.core import iam_actions

_SERVICES = ("dynamodb", "monitoring", "ses", "sns")
_FIELDS = ("ResourceArn", "ResourceARN")


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
        if found != "*" or service not in _SERVICES:
            return found
        if alarm := _only_alarm(body, query_params):
            return f"arn:aws:cloudwatch:{region}:{account_id}:alarm:{alarm}"
        return next(filter(None, (_named(field, body, query_params) for field in _FIELDS)), found)

    iam_actions.extract_resource_arn = resource


def _named(field: str, body: bytes, query_params: dict[str, Any]) -> str:
    return str(iam_actions._query_param(query_params, field) or iam_actions._safe_json_field(body, field))


def _only_alarm(body: bytes, query_params: dict[str, Any]) -> str:
    """Return the alarm that the request names, if it is one: several can't be decided in one go."""
    names = iam_actions._safe_json_field(body, "AlarmNames") or [
        iam_actions._query_param(query_params, name) for name in query_params if name.startswith("AlarmNames.member.")
    ]
    return str(names[0]) if len(names) == 1 else ""
