"""A message of a dead-letter queue: why it is there, and which queue or function accepts it again."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

TARGET = re.compile(r"arn:[^:]+:(lambda|sqs):[^:]+:[0-9]{12}:.+")
"""ARN of a function or a queue."""

# Those of Slipway's functions, and of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
_OWN_ATTRIBUTES = {"ErrorCode", "ErrorMessage", "Incomplete", "Reason", "RedriveTo", "RequestID"}
_NO_TARGET = "nothing in it names the function or the queue that accepts it again: add --to ARN"
_MAIL = "SES doesn't send it again: once you know the address, delete it by `aws sqs purge-queue`"
_POSITION = (
    "it has only a position in the stream: read its records with `aws dynamodbstreams get-records` before DynamoDB "
    "deletes them, 24 hours after the change"
)


@dataclass(frozen=True)
class Letter:
    """A message of a dead-letter queue.

    Attributes:
        id: the message id.
        receipt_handle: receipt handle of this receipt.
        sent: time of its arrival in the queue.
        reason: why it could not be processed.
        redrive_to: ARN of the queue or the function that accepts it again; empty if it is unknown.
        payload: the body of a queue's message, or the event of a function.
        is_asynchronous: whether the function is invoked asynchronously.
        problem: why it can't be redriven; empty if it can.
        attributes: the message attributes that the queue's message had; without those of a dead letter.
        group: the message group of a FIFO queue; empty in another one.
    """

    id: str
    receipt_handle: str
    sent: datetime
    reason: str
    redrive_to: str
    payload: Any
    is_asynchronous: bool
    problem: str
    attributes: dict[str, Any] = field(default_factory=dict)
    group: str = ""


def read(message: dict[str, Any], source_queue_arn: str, to: str) -> Letter:
    """Return the dead letter in a message.

    Args:
        message: message, as ReceiveMessage returns it, with all attributes.
        source_queue_arn: the only queue that may use this one in its redrive policy; empty without or with several.
        to: ARN of the queue or the function that gets the letter instead of the one that it came from; may be empty.
    """
    attributes = {name: value.get("StringValue", "") for name, value in message.get("MessageAttributes", {}).items()}
    body, system = message["Body"], message["Attributes"]
    content = _object(body)
    result = _object(content.get("responsePayload"))
    context = _object(content.get("requestContext"))
    target = to or (
        attributes.get("RedriveTo")
        or system.get("DeadLetterQueueSourceArn")
        or _text(context.get("functionArn"))
        or source_queue_arn
    )
    payload: Any = body
    if ":lambda:" in target:
        # A stream's record; an asynchronous invocation's record; or its event, from the function's dead-letter queue.
        payload = {"Records": [content]} if "dynamodb" in content else content.get("requestPayload", content)
    return Letter(
        id=message["MessageId"],
        receipt_handle=message["ReceiptHandle"],
        sent=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        reason=_report_of_mail(content)
        or attributes.get("Reason")
        or attributes.get("ErrorMessage")
        or _text(result.get("errorMessage"))
        or _text(context.get("condition"))
        or "received too often, or undeliverable",
        redrive_to=target,
        payload=payload,
        is_asynchronous="dynamodb" not in content,
        problem=_problem(content, attributes.get("Incomplete"), target),
        attributes={
            name: value for name, value in message.get("MessageAttributes", {}).items() if name not in _OWN_ATTRIBUTES
        },
        group=system.get("MessageGroupId", ""),
    )


def _object(value: object) -> dict[str, Any]:
    """Return a JSON object, also from its text; an empty one for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _report_of_mail(content: dict[str, Any]) -> str:
    """Return what SES reports about a mail: the bounce or complaint, and the addresses; empty for another message.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """
    if content.get("source") != "aws.ses":
        return ""
    detail = _object(content.get("detail"))
    bounce, complaint = _object(detail.get("bounce")), _object(detail.get("complaint"))
    kind = _text(bounce.get("bounceType")) or _text(complaint.get("complaintFeedbackType"))
    found = bounce.get("bouncedRecipients") or complaint.get("complainedRecipients")
    recipients = [_object(each) for each in found] if isinstance(found, list) else []
    who = [f"{_text(each.get('emailAddress'))} {_text(each.get('diagnosticCode'))}".strip() for each in recipients]
    return f"{_text(content.get('detail-type'))} ({kind}): {', '.join(who)}"


def _problem(content: dict[str, Any], incomplete: str | None, target: str) -> str:
    if report := _report_of_mail(content):
        return f"{report}. {_MAIL}"
    if incomplete:
        return f"it was too large for the queue, and lacks {incomplete}"
    if "DDBStreamBatchInfo" in content or "KinesisBatchInfo" in content:
        return _POSITION
    return "" if TARGET.fullmatch(target) else _NO_TARGET
