"""Records which events' e-mails were sent. A queue delivers an event at least once; its e-mail is sent once."""

import logging
import time
from typing import Any

import boto3

from runtime.aws import CONFIG, setting

_TABLE = setting("DELIVERIES_TABLE")

# Longer than the function's timeout, so that a claim can't expire while its owner is running. Shorter than the queue's
# visibility timeout, so that the claim of a function that was killed has expired when the message is delivered again.
_CLAIM_SECONDS = 120
# A message can stay in its queue for 14 days, and for 14 more in the dead-letter queue, which can redrive it.
_SENT_SECONDS = 28 * 24 * 60 * 60

_dynamodb = boto3.client("dynamodb", config=CONFIG)
_logger = logging.getLogger(__name__)


class ClaimedError(Exception):
    """Another delivery of the event is in progress."""


def claim(event_id: str) -> bool:
    """Claim an event, so that only this delivery sends its e-mail. Return False if the e-mail was sent before.

    Raises:
        ClaimedError: another delivery has claimed the event.
    """
    now = int(time.time())
    try:
        _dynamodb.put_item(
            TableName=_TABLE,
            Item=_item(event_id, "SENDING", now + _CLAIM_SECONDS),
            ConditionExpression="attribute_not_exists(#id) OR (#status = :sending AND #expires_at < :now)",
            ExpressionAttributeNames={"#id": "event_id", "#status": "status", "#expires_at": "expires_at"},
            ExpressionAttributeValues={":sending": {"S": "SENDING"}, ":now": {"N": str(now)}},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except _dynamodb.exceptions.ConditionalCheckFailedException as error:
        item: Any = error.response.get("Item")
        if item["status"]["S"] == "SENT":
            return False
        raise ClaimedError("another delivery of the event is in progress") from None
    return True


def release(event_id: str) -> None:
    """Release a claim after the e-mail could not be sent."""
    _dynamodb.delete_item(TableName=_TABLE, Key={"event_id": {"S": event_id}})


def mark_sent(event_id: str) -> None:
    """Record that the e-mail was sent.

    A failure is logged, not raised: it would cause a retry, which would send the e-mail again.
    """
    try:
        _dynamodb.put_item(TableName=_TABLE, Item=_item(event_id, "SENT", int(time.time()) + _SENT_SECONDS))
    except Exception:
        _logger.exception("a sent mail could not be marked as sent", extra={"eventId": event_id})


def _item(event_id: str, status: str, expires_at: int) -> dict[str, Any]:
    return {"event_id": {"S": event_id}, "status": {"S": status}, "expires_at": {"N": str(expires_at)}}
