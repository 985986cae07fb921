"""Publishes the changes in the movies table's stream as events."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from movies.events import MovieEvent
from runtime.aws import SLOWEST_CALL, setting
from runtime.clients import client
from runtime.dead_letters import give_up
from runtime.events import Context, batch_response, process_batch
from runtime.tracing import Span, parse
from stream_record import to_event

_TOPIC_ARN = setting("MOVIE_EVENTS_TOPIC_ARN")
_SLOWEST_RECORD = 2 * SLOWEST_CALL  # publish, dead-letter queue

_Record = Mapping[str, Any]

_sns = client("sns")


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Publish a batch of stream records in their order. A record that can never be published is given up.

    Returns:
        The first record that was not published, and all later ones. Lambda delivers them again.
    """
    failed = process_batch(
        event["Records"],
        _process,
        context,
        seconds=_SLOWEST_RECORD,
        dead_letter=partial(give_up, context),
        in_order=True,
    )
    return batch_response(record["dynamodb"]["SequenceNumber"] for record in failed)


def _process(record: _Record, span: Span) -> None:
    span.fields["streamEventId"] = str(record.get("eventID"))
    event = to_event(record)
    if event is None:
        span.name = "ignore"
        return
    span.name = f"publish {event.type.value}"
    span.follow(parse(event.traceparent, event.tracestate))
    span.fields |= {"eventId": event.id, "eventType": event.type.value, "correlationId": event.correlation_id}
    trace = span.context
    _publish(replace(event, traceparent=trace["traceparent"], tracestate=trace["tracestate"]))
    span.message = "event published"


def _publish(event: MovieEvent) -> None:
    attributes = {
        "Type": event.type.value,
        "CorrelationId": event.correlation_id,
        "traceparent": event.traceparent,
        "tracestate": event.tracestate,
    }
    _sns.publish(
        TopicArn=_TOPIC_ARN,
        Message=event.to_json(),
        MessageAttributes={
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items() if value
        },
    )
