"""Tells people by e-mail what happened to a movie."""

import logging
from collections.abc import Mapping
from typing import Any

import deliveries
import mail
from movies.events import MovieEvent
from runtime.dead_letters import to_dead_letter_queue
from runtime.events import Context, UnprocessableError, log_failure, time_for
from runtime.sdk import SLOWEST_CALL
from runtime.settings import setting

_MAX_RECEIVE_COUNT = int(setting("MAX_RECEIVE_COUNT"))
# Claim, send, release, dead-letter queue; sending is tried once and so is quicker than the others.
_SLOWEST_RECORD = 4 * SLOWEST_CALL

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Send the mails of a queue's batch.

    Returns:
        The messages that the queue is to deliver again.
    """
    failed = [
        record["messageId"]
        for record in event["Records"]
        if not (time_for(context, _SLOWEST_RECORD) and _is_done_with(record))
    ]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _is_done_with(record: Mapping[str, Any]) -> bool:
    """Send a message's mail, or put the message where it holds up nobody; False when it is to come again."""
    about = {"messageId": record["messageId"]}
    try:
        event = _event(record["body"])
        about |= {"eventId": event.id, "eventType": event.type.value, "correlationId": event.correlation_id}
        sent = _send_once(event)
    except Exception as error:  # noqa: BLE001 - one message's fault, whatever it is, is none of the others'
        log_failure(error, about)
        return _is_given_up(record, error, about)
    _logger.info("mail sent" if sent else "mail sent before", extra=about)
    return True


def _event(body: str) -> MovieEvent:
    try:
        return MovieEvent.from_json(body)
    except ValueError as error:
        raise UnprocessableError(str(error)) from error


def _send_once(event: MovieEvent) -> bool:
    """Send the event's mail; False when that was done before."""
    if not deliveries.claim(event.id):
        return False
    try:
        mail.send(event)
    except Exception:
        deliveries.release(event.id)
        raise
    deliveries.mark_sent(event.id)
    return True


def _is_given_up(record: Mapping[str, Any], error: Exception, about: dict[str, str]) -> bool:
    """Move a message that is not worth another try to the dead-letter queue; False when it stays.

    The queue's own redrive would move it too, but without the reason.
    """
    receive_count = int(record["attributes"]["ApproximateReceiveCount"])
    if not isinstance(error, UnprocessableError) and receive_count < _MAX_RECEIVE_COUNT:
        return False
    try:
        to_dead_letter_queue(record["body"], error)
    except Exception as failure:  # noqa: BLE001 - the message stays in its queue
        log_failure(failure, about)
        return False
    return True
