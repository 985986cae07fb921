"""Sends an e-mail for each movie event."""

import logging
from collections.abc import Mapping
from typing import Any

import deliveries
import mail
from movies.events import MovieEvent
from runtime.aws import SLOWEST_CALL, setting
from runtime.dead_letters import send_to_dead_letter_queue
from runtime.events import Context, LogFields, UnprocessableError, batch_response, process_batch

_MAX_RECEIVE_COUNT = int(setting("MAX_RECEIVE_COUNT"))
# Claim, send, release, dead-letter queue. Sending is attempted only once, so it is faster than the others.
_SLOWEST_RECORD = 4 * SLOWEST_CALL

_Record = Mapping[str, Any]

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Send the e-mails for a batch of messages.

    Returns:
        The messages that SQS has to deliver again.
    """
    failed = process_batch(event["Records"], _process, context, seconds=_SLOWEST_RECORD, dead_letter=_dead_letter)
    return batch_response(record["messageId"] for record in failed)


def _process(record: _Record, fields: LogFields) -> None:
    fields["messageId"] = record["messageId"]
    event = _event(record["body"])
    fields |= {"eventId": event.id, "eventType": event.type.value, "correlationId": event.correlation_id}
    sent = _send_once(event)
    _logger.info("mail sent" if sent else "mail already sent", extra=fields)


def _event(body: str) -> MovieEvent:
    try:
        return MovieEvent.from_json(body)
    except ValueError as error:
        raise UnprocessableError(str(error)) from error


def _send_once(event: MovieEvent) -> bool:
    """Send the event's e-mail; return False if it was sent before."""
    if not deliveries.claim(event.id):
        return False
    try:
        mail.send(event)
    except Exception:
        deliveries.release(event.id)
        raise
    deliveries.mark_sent(event.id)
    return True


def _dead_letter(record: _Record, error: Exception) -> bool:
    """Move a message to the dead-letter queue if it is malformed, or was received too often."""
    receive_count = int(record["attributes"]["ApproximateReceiveCount"])
    if not isinstance(error, UnprocessableError) and receive_count < _MAX_RECEIVE_COUNT:
        return False
    send_to_dead_letter_queue(record["body"], error, record["eventSourceARN"])
    return True
