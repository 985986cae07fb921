"""A request for an EventBridge rule, its targets or its tags is authorized on the rule.

The ARN of a rule of the default bus has no bus:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html

MiniStack has ``rule/default/<name>`` in the ARN. It authorizes requests with ``Rule`` on the bus, and requests
with an ARN on ``*``, so a grant on some rules allows nothing.
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
