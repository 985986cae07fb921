"""Whoever works on a rule of EventBridge, its targets or its tags is authorized on the rule.

A rule of the default bus has no bus in its ARN:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html

MiniStack 1.5.33 writes ``rule/default/<name>``, and decides on the bus where a request calls the rule ``Rule`` and on
``*`` where it names an ARN, so that a grant on some rules allows nothing.
"""

from ministack.core import iam_actions

from slipway_emulator.iam.resource_arns import Request, correct


def apply() -> None:
    """Correct the resource of a request."""
    correct(_resource)


def _resource(request: Request, found: str) -> str:
    if request.service != "events":
        return found
    if tagged := iam_actions._safe_json_field(request.body, "ResourceARN"):
        return str(tagged)
    if rule := iam_actions._safe_json_field(request.body, "Rule"):
        bus = iam_actions._safe_json_field(request.body, "EventBusName") or "default"
        found = request.arn("events", f"rule/{bus.rpartition('/')[2]}/{rule}")
    return found.replace(":rule/default/", ":rule/")
