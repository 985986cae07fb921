"""A schedule invokes its target with its role, and sends what it can't deliver to its dead-letter queue.

The role must trust ``scheduler.amazonaws.com``, for the schedule's group, and allow the call of the target and
``sqs:SendMessage`` on the queue. Keywords in the input are replaced:
https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html

MiniStack invokes the target without a role, sends the keywords as they are, and drops what it can't deliver. Here,
an attempt that fails isn't repeated.
"""

import functools
import json
import logging
from datetime import UTC, datetime
from typing import Any

from ministack.services import eventbridge, lambda_svc, sns, sqs

from slipway_emulator.iam import authorization, service_role

_log = logging.getLogger(__name__)
_SERVICE = "scheduler.amazonaws.com"
_ACTIONS = {
    "codepipeline": "codepipeline:StartPipelineExecution",
    "events": "events:PutEvents",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "states": "states:StartExecution",
}

_Schedule = dict[str, Any]


def apply() -> None:
    """Wrap the function that rules and schedules send their events with."""
    invoke_target = eventbridge._invoke_target

    @functools.wraps(invoke_target)
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: object = None) -> object:
        if "GroupName" not in rule:  # a rule has a bus
            return invoke_target(target, event, rule, view)
        target = _with_attributes(target, event, rule)
        if error := _error(target, rule):
            _log.warning("the schedule %s doesn't reach %s: %s", rule["Name"], target["Arn"], error[1])
            _send_dead_letter(target, event, rule, error)
            return None
        return invoke_target(target, event, rule, view)

    eventbridge._invoke_target = invoke


def _with_attributes(target: dict[str, Any], event: dict[str, Any], schedule: _Schedule) -> dict[str, Any]:
    """Return the target with the values of the keywords in its input."""
    values = {
        "schedule-arn": schedule["Arn"],
        "scheduled-time": _iso(event),
        "execution-id": _execution_id(event),
        "attempt-number": "1",
    }
    text: str = target.get("Input") or ""
    for name, value in values.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return {**target, "Input": text}


def _execution_id(event: dict[str, Any]) -> str:
    return str(event["EventId"]).replace("-", "")[:16]


def _iso(event: dict[str, Any]) -> str:
    return datetime.fromtimestamp(event["Time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _error(target: dict[str, Any], schedule: _Schedule) -> tuple[str, str] | None:
    """Return the code and the message of the reason why a target can't be invoked; None if it can."""
    arn, role_arn, service = target["Arn"], target["RoleArn"], target["Arn"].split(":")[2]
    action = _ACTIONS.get(service, f"{service}:*")
    if not _may(schedule, role_arn, action, arn):
        return "AccessDeniedException", f"{role_arn} is not authorized to perform: {action} on resource: {arn}"
    return None if _exists(service, arn) else ("ResourceNotFoundException", f"{arn} doesn't exist")


def _may(schedule: _Schedule, role_arn: str, action: str, resource: str) -> bool:
    """Return whether Scheduler can assume the role, and the role allows the action."""
    group = schedule["Arn"].replace(":schedule/", ":schedule-group/").rpartition("/")[0]
    account = schedule["Arn"].split(":")[4]
    can_assume = service_role.can_assume(role_arn, _SERVICE, group)
    return can_assume and authorization.authorize(account, role_arn, action, resource)


def _exists(service: str, arn: str) -> bool:
    if service == "lambda":
        return bool(lambda_svc._get_func_record_for_ref(arn)[0])
    if service == "sqs":
        return sqs._queue_by_arn(arn) is not None
    return service != "sns" or arn in sns._topics


def _send_dead_letter(
    target: dict[str, Any], event: dict[str, Any], schedule: _Schedule, error: tuple[str, str]
) -> None:
    queue_arn = target.get("DeadLetterConfig", {}).get("Arn", "")
    queue = sqs._queue_by_arn(queue_arn) if queue_arn else None
    if queue is None or not _may(schedule, target["RoleArn"], "sqs:SendMessage", queue_arn):
        return
    attributes = {
        "ERROR_CODE": error[0],
        "ERROR_MESSAGE": error[1],
        "EXECUTION_ID": _execution_id(event),
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": "0",
        "SCHEDULED_TIME": _iso(event),
        "SCHEDULE_ARN": schedule["Arn"],
        "TARGET_ARN": target["Arn"],
    }
    body = target.get("Input") or json.dumps(eventbridge._pattern_event_view(event).event_with_detail())
    message = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    sqs._act_send_message({"MessageBody": body, "MessageAttributes": message}, queue["url"])
