"""A rule with a log group as its target writes each event to it, if a policy of CloudWatch Logs allows EventBridge to.

EventBridge uses no role for log groups, and needs ``logs:CreateLogStream`` and ``logs:PutLogEvents`` in a resource
policy. What ``Input`` or an input transformer makes must be an object with a text ``timestamp`` and ``message``:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events_targets.LogGroupTargetInputOptions.html

MiniStack accepts such a target and ignores it.
"""

import functools
import json
import time
from datetime import datetime
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import cloudwatch_logs, eventbridge

from slipway_emulator.patches.eventbridge import dead_letters

_SERVICE = "events.amazonaws.com"
_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
_PREFIX = "log-group:"


def apply() -> None:
    """Wrap the function that sends an event to a target."""
    invoke_target = eventbridge._invoke_target

    @functools.wraps(invoke_target)
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> object:  # noqa: ANN401
        if (group := _group(target)) is None:
            return invoke_target(target, event, rule, view)
        view = view or eventbridge._pattern_event_view(event)
        if failure := _write(group, target, rule, view):
            dead_letters.send(target, rule, view, *failure)
        return None

    eventbridge._invoke_target = invoke


def _group(target: dict[str, Any]) -> str | None:
    """Return the name of the log group that is the target, None for another target."""
    try:
        arn = parse_arn(target["Arn"])
    except ArnParseError:
        return None
    is_group = arn.service == "logs" and arn.resource.startswith(_PREFIX)
    return arn.resource.removeprefix(_PREFIX).removesuffix(":*") if is_group else None


def _write(group: str, target: dict[str, Any], rule: dict[str, Any], view: Any) -> tuple[str, str] | None:  # noqa: ANN401
    """Write the event to a new stream, or return the code and the message of the reason why it can't be written."""
    owner = tuple(target["Arn"].split(":")[3:5])
    if owner != (get_region(), get_account_id()) or group not in cloudwatch_logs._log_groups:
        return "NO_RESOURCE", "there is no such log group"
    stream = new_uuid()
    if not _is_allowed(group, stream, rule["Arn"]):
        return "NO_PERMISSIONS", f"no resource policy of CloudWatch Logs allows it to {_SERVICE}"
    try:
        entry = _entry(target, rule, view)
    except (KeyError, TypeError, ValueError):
        return "INVALID_PARAMETER", "the target's input isn't an object with a timestamp and a message"
    names = {"logGroupName": group, "logStreamName": stream}
    cloudwatch_logs._create_log_stream(names)
    cloudwatch_logs._put_log_events({**names, "logEvents": [entry]})
    return None


def _is_allowed(group: str, stream: str, rule_arn: str) -> bool:
    account, region = get_account_id(), get_region()
    policies = [*cloudwatch_logs._resource_policies.values(), cloudwatch_logs._log_group_policies.get(group)]
    statements = [statement for policy in filter(None, policies) for statement in _statements(policy["policyDocument"])]
    for action in _ACTIONS:
        context = iam_evaluator.EvalContext(
            principal_arn=_SERVICE,
            principal_type="Service",
            principal_account=account,
            action=action,
            resource_arn=f"arn:aws:logs:{region}:{account}:{_PREFIX}{group}:log-stream:{stream}",
            region=region,
            service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": account},
        )
        result = iam_evaluator.evaluate_resource_policy({"Statement": statements}, context, service=_SERVICE)
        if result.decision != "Allow":
            return False
    return True


def _statements(document: str) -> list[Any]:
    statements = json.loads(document)["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _entry(target: dict[str, Any], rule: dict[str, Any], view: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the log event.

    Raises:
        KeyError, TypeError, ValueError: the target's input isn't in the form that log groups need.
    """
    if target.get("InputTransformer"):
        text = eventbridge._apply_input_transformer(target["InputTransformer"], rule, view)
    elif target.get("Input"):
        text = target["Input"]
    else:
        return {"timestamp": int(time.time() * 1000), "message": json.dumps(view.event_with_detail())}
    made = json.loads(text)
    if not isinstance(made["message"], str):
        raise TypeError(made)
    return {"timestamp": _milliseconds(made["timestamp"]), "message": made["message"]}


def _milliseconds(moment: str | int) -> int:
    text = str(moment)
    return int(text) if text.isdigit() else int(datetime.fromisoformat(text).timestamp() * 1000)
