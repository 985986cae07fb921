"""A rule sends an event that can't be delivered to the target's dead-letter queue.

That is an event whose target doesn't exist, or is a queue or a topic whose policy doesn't allow
``events.amazonaws.com`` to send, for the rule. So must the policy of the dead-letter queue. Message attributes say what
failed:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html

MiniStack sends to a queue or a topic whatever its policy is, and drops the other events.
"""

import functools
import json
import logging
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, lambda_svc, sns, sqs, stepfunctions

_log = logging.getLogger(__name__)
_SERVICE = "events.amazonaws.com"
_ACTIONS = {"sqs": "sqs:SendMessage", "sns": "sns:Publish"}


def apply() -> None:
    """Wrap the function that sends an event to a target."""
    invoke_target = eventbridge._invoke_target

    @functools.wraps(invoke_target)
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> object:  # noqa: ANN401
        # A schedule has its own permissions and dead letters.
        failure = None if "GroupName" in rule else _failure(target["Arn"], rule["Arn"])
        if failure is None:
            return invoke_target(target, event, rule, view)
        send(target, rule, view or eventbridge._pattern_event_view(event), *failure)
        return None

    eventbridge._invoke_target = invoke


def send(target: dict[str, Any], rule: dict[str, Any], view: Any, code: str, message: str) -> None:  # noqa: ANN401 - MiniStack's view
    """Send an event that can't be delivered to the target's dead-letter queue, if it has one and its policy allows it.

    Args:
        target: target of the rule.
        rule: MiniStack's record.
        view: view of the event.
        code: e.g. ``NO_PERMISSIONS``.
        message: the reason.
    """
    _log.warning("rule %s doesn't reach %s: %s", rule["Name"], target["Arn"], message)
    arn = (target.get("DeadLetterConfig") or {}).get("Arn") or ""
    queue = sqs._queue_by_arn(arn) if arn else None
    if queue is None or not _may_send(arn, rule["Arn"]):
        return
    attributes = {"RULE_ARN": rule["Arn"], "TARGET_ARN": target["Arn"], "ERROR_CODE": code, "ERROR_MESSAGE": message}
    body = {
        "MessageBody": json.dumps(view.event_with_detail()),
        "MessageAttributes": {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    }
    sqs._act_send_message(body, queue["url"])


def _failure(arn: str, rule_arn: str) -> tuple[str, str] | None:
    """Return the code and the message of the reason why a target can't be reached; None if it can."""
    if not _exists(arn):
        return "NO_RESOURCE", f"The target {arn} doesn't exist"
    if not _may_send(arn, rule_arn):
        return "NO_PERMISSIONS", f"The policy of {arn} doesn't allow {_SERVICE} to send to it"
    return None


def _may_send(arn: str, rule_arn: str) -> bool:
    """Return whether the policy of a queue or a topic lets the rule send to it; True for other targets."""
    service = arn.split(":")[2] if arn.count(":") > 1 else ""
    if service not in _ACTIONS:
        return True
    context = iam_evaluator.EvalContext(
        principal_arn=_SERVICE,
        principal_type="Service",
        principal_account=get_account_id(),
        action=_ACTIONS[service],
        resource_arn=arn,
        region=get_region(),
        service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": get_account_id()},
    )
    policy, _ = iam_evaluator._resource_policy(service, arn) or ("", None)
    result = iam_evaluator.evaluate_resource_policy(policy, context, service=_SERVICE)
    return bool(result.decision == "Allow")


def _exists(arn: str) -> bool:
    """Return False for a function, queue, topic or state machine that doesn't exist."""
    service = arn.split(":")[2] if arn.count(":") > 1 else ""
    if service == "lambda":
        return bool(lambda_svc._get_func_record_for_ref(arn)[0])
    if service == "sqs":
        return sqs._queue_by_arn(arn) is not None
    if service == "sns":
        return sns._topic_by_arn_any_scope(arn) is not None
    return service != "states" or stepfunctions._resolve_state_machine_arn(arn) is not None
