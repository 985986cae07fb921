"""Sends an e-mail for each movie event."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import mail
from effects.once import send_once
from movies.events import MovieEvent
from runtime.aws import SLOWEST_CALL, setting
from runtime.dead_letters import give_up_message
from runtime.events import Context, UnprocessableError, batch_response, process_batch
from runtime.tracing import Span, parse

_MAX_RECEIVE_COUNT = int(setting("MAX_RECEIVE_COUNT"))
# Claim, send, release, dead-letter queue. Sending is attempted only once, so it is faster than the others.
_SLOWEST_RECORD = 4 * SLOWEST_CALL

_Record = Mapping[str, Any]


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Send the e-mails for a batch of messages.

    Returns:
        The messages that SQS has to deliver again.
    """
    failed = process_batch(
        event["Records"],
        partial(_process, context),
        context,
        seconds=_SLOWEST_RECORD,
        dead_letter=partial(give_up_message, max_receive_count=_MAX_RECEIVE_COUNT),
    )
    return batch_response(record["messageId"] for record in failed)


def _process(context: Context, record: _Record, span: Span) -> None:
    span.fields["messageId"] = record["messageId"]
    event = _event(record["body"])
    span.name = f"mail {event.type.value}"
    span.follow(parse(event.traceparent, event.tracestate))
    span.fields |= {"eventId": event.id, "eventType": event.type.value, "correlationId": event.correlation_id}
    sent = send_once(event.id, partial(mail.send, event), context)
    span.message = "mail sent" if sent else "mail already sent"


def _event(body: str) -> MovieEvent:
    try:
        return MovieEvent.from_json(body)
    except ValueError as error:
        raise UnprocessableError(str(error)) from error
