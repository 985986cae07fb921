"""Whoever works on a rule of EventBridge, its targets or its tags is authorized on the rule.

A rule of the default bus has no bus in its ARN:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html

MiniStack 1.5.33 writes ``rule/default/<name>``, and decides on the bus where a request calls the rule ``Rule`` and on
``*`` where it names an ARN, so that a grant on some rules allows nothing.
"""

import functools
from typing import Any

from ministack.core import iam_actions


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
        if service != "events":
            return found
        if tagged := iam_actions._safe_json_field(body, "ResourceARN"):
            return str(tagged)
        if rule := iam_actions._safe_json_field(body, "Rule"):
            bus = iam_actions._safe_json_field(body, "EventBusName") or "default"
            found = f"arn:aws:events:{region}:{account_id}:rule/{bus.rpartition('/')[2]}/{rule}"
        return found.replace(":rule/default/", ":rule/")

    iam_actions.extract_resource_arn = resource
