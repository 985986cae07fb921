"""A rule sends an event whose target doesn't exist to the target's dead-letter queue.

The queue's policy must allow ``events.amazonaws.com`` to send, for the rule. Message attributes say what failed:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html

MiniStack drops the event.
"""

import functools
import json
import logging
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import eventbridge, lambda_svc, sns, sqs, stepfunctions

_log = logging.getLogger(__name__)
_SERVICE = "events.amazonaws.com"
_NO_RESOURCE = "NO_RESOURCE"


def apply() -> None:
    """Wrap the function that sends an event to a target."""
    invoke_target = eventbridge._invoke_target

    @functools.wraps(invoke_target)
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> object:  # noqa: ANN401
        if "GroupName" in rule or _exists(target["Arn"]):  # a schedule has its own dead letters
            return invoke_target(target, event, rule, view)
        message = f"The target {target['Arn']} doesn't exist"
        send(target, rule, view or eventbridge._pattern_event_view(event), _NO_RESOURCE, message)
        return None

    eventbridge._invoke_target = invoke


def send(target: dict[str, Any], rule: dict[str, Any], view: Any, code: str, message: str) -> None:  # noqa: ANN401 - MiniStack's view
    """Send an event that can't be delivered to the target's dead-letter queue, if it has one and its policy allows it.

    Args:
        target: of the rule.
        rule: MiniStack's record.
        view: of the event.
        code: e.g. ``NO_PERMISSIONS``.
        message: the reason.
    """
    _log.warning("rule %s doesn't reach %s: %s", rule["Name"], target["Arn"], message)
    arn = (target.get("DeadLetterConfig") or {}).get("Arn") or ""
    queue = sqs._queue_by_arn(arn) if arn else None
    if queue is None or not sqs.queue_policy_allows(arn, _SERVICE, rule["Arn"], get_account_id()):
        return
    attributes = {"RULE_ARN": rule["Arn"], "TARGET_ARN": target["Arn"], "ERROR_CODE": code, "ERROR_MESSAGE": message}
    body = {
        "MessageBody": json.dumps(view.event_with_detail()),
        "MessageAttributes": {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    }
    sqs._act_send_message(body, queue["url"])


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
