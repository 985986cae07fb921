"""Remembers which events' mails went out: queues deliver an event at least once, its mail goes once."""

import logging
import time
from typing import Any

import boto3

from runtime.sdk import CONFIG
from runtime.settings import setting

_TABLE = setting("DELIVERIES_TABLE")

# Longer than the function's timeout, so that no claim runs out under its owner; shorter than the queue's
# visibility timeout, so that the message of a function that was killed finds its claim run out.
_CLAIM_SECONDS = 120
# A message lives 14 days at most in its queue, and 14 in the dead-letter queue, which can send it back.
_SENT_SECONDS = 28 * 24 * 60 * 60

_dynamodb = boto3.client("dynamodb", config=CONFIG)
_logger = logging.getLogger(__name__)


class ClaimedError(Exception):
    """Another delivery of the event is being worked on."""


def claim(event_id: str) -> bool:
    """Claim the event's mail; False when it was sent before.

    Raises:
        ClaimedError: another one holds the claim.
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
    except _dynamodb.exceptions.ConditionalCheckFailedException as refusal:
        item: Any = refusal.response.get("Item")
        if item["status"]["S"] == "SENT":
            return False
        raise ClaimedError("another delivery of the event is being worked on") from None
    return True


def release(event_id: str) -> None:
    """Give up the claim: the mail did not go out."""
    _dynamodb.delete_item(TableName=_TABLE, Key={"event_id": {"S": event_id}})


def mark_sent(event_id: str) -> None:
    """Remember that the mail went out.

    A failure is logged, not raised: the mail is out, and an error would have it sent again.
    """
    try:
        _dynamodb.put_item(TableName=_TABLE, Item=_item(event_id, "SENT", int(time.time()) + _SENT_SECONDS))
    except Exception:
        _logger.exception("a sent mail could not be marked as sent", extra={"eventId": event_id})


def _item(event_id: str, status: str, expires_at: int) -> dict[str, Any]:
    return {"event_id": {"S": event_id}, "status": {"S": status}, "expires_at": {"N": str(expires_at)}}
