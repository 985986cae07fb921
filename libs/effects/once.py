"""Causes the effect of an event once, although its event is delivered at least once.

A delivery claims the event, causes the effect, and records that it did. docs/exactly-once.md has the guarantee.
"""

import logging
import math
import time
import uuid
from collections.abc import Callable
from typing import Any

from runtime.aws import setting
from runtime.clients import client
from runtime.events import Context, TransientError, reason_of

_TABLE = setting("DELIVERIES_TABLE")

# Clocks of two invocations may differ. A claim ends this long after its owner's timeout, so that no other delivery
# begins while the owner is running. Lambda recommends a visibility timeout of six times the function's timeout, so a
# claim of a function that was killed has ended when the message is delivered again.
_CLOCK_DIFFERENCE = 10  # seconds
# A message can stay in its queue for 14 days, and for 14 more in the dead-letter queue, which can redrive it.
_SENT_SECONDS = 28 * 24 * 60 * 60

_dynamodb = client("dynamodb")
_logger = logging.getLogger(__name__)


class ClaimedError(TransientError):
    """Another delivery of the event is in progress."""


def send_once(event_id: str, send: Callable[[], None], context: Context) -> bool:
    """Cause the effect of an event, unless an earlier delivery did; return False in this case.

    The function needs the setting ``DELIVERIES_TABLE``, a table with the key ``event_id`` and the time to live
    ``expires_at``, and the permissions ``dynamodb:PutItem`` and ``dynamodb:DeleteItem``. It makes two calls of
    DynamoDB at most, next to the effect.

    Args:
        event_id: the same for each delivery of the event.
        send: causes the effect. If it raises an error, the effect is attempted again at the next delivery.
        context: context of the invocation. The claim ends after its timeout.

    Raises:
        ClaimedError: another delivery of the event is in progress: the event has to be delivered again.
        ClientError: DynamoDB rejected the claim.
        Exception: an error of `send`.
    """
    owner = uuid.uuid4().hex
    if not _claim(event_id, owner, context):
        return False
    try:
        send()
    except Exception:
        _release(event_id, owner)
        raise
    _record(event_id)
    return True


def _claim(event_id: str, owner: str, context: Context) -> bool:
    """Claim an event for this delivery; return False if its effect is recorded."""
    now = time.time()
    end = math.ceil(now + context.get_remaining_time_in_millis() / 1000) + _CLOCK_DIFFERENCE
    try:
        _dynamodb.put_item(
            TableName=_TABLE,
            Item=_item(event_id, "SENDING", end) | {"owner": {"S": owner}},
            # The owner can have the claim already: the client repeats a call whose response was lost.
            ConditionExpression=(
                "attribute_not_exists(#id) OR #owner = :owner OR (#status = :sending AND #expires_at < :now)"
            ),
            ExpressionAttributeNames={
                "#id": "event_id",
                "#owner": "owner",
                "#status": "status",
                "#expires_at": "expires_at",
            },
            ExpressionAttributeValues={
                ":owner": {"S": owner},
                ":sending": {"S": "SENDING"},
                ":now": {"N": str(int(now))},
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except _dynamodb.exceptions.ConditionalCheckFailedException as error:
        item: Any = error.response.get("Item")
        if item["status"]["S"] == "SENT":
            return False
        raise ClaimedError("another delivery of the event is in progress") from None
    return True


def _release(event_id: str, owner: str) -> None:
    """End the claim after the effect failed, unless it is another delivery's by now.

    A failure is logged, not raised: the error of the effect is the reason why the event is delivered again. The claim
    then ends at its time.
    """
    try:
        _dynamodb.delete_item(
            TableName=_TABLE,
            Key={"event_id": {"S": event_id}},
            ConditionExpression="#owner = :owner AND #status = :sending",
            ExpressionAttributeNames={"#owner": "owner", "#status": "status"},
            ExpressionAttributeValues={":owner": {"S": owner}, ":sending": {"S": "SENDING"}},
        )
    except Exception as error:  # noqa: BLE001 - see the docstring
        fields = {"eventId": event_id, "reason": reason_of(error)}
        _logger.warning("a claim could not be released", extra=fields)


def _record(event_id: str) -> None:
    """Record the effect, also if another delivery has the claim by now.

    A failure is logged, not raised: the event would be delivered again, and have a second effect.
    """
    try:
        _dynamodb.put_item(TableName=_TABLE, Item=_item(event_id, "SENT", math.ceil(time.time()) + _SENT_SECONDS))
    except Exception:
        _logger.exception("a sent effect could not be recorded", extra={"eventId": event_id})


def _item(event_id: str, status: str, expires_at: int) -> dict[str, Any]:
    return {"event_id": {"S": event_id}, "status": {"S": status}, "expires_at": {"N": str(expires_at)}}
