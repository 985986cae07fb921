"""Publishes what the stream of the movies' table tells as events."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import boto3

from movies.events import MovieEvent
from runtime.dead_letters import to_dead_letter_queue
from runtime.events import Context, UnprocessableError, log_failure, time_for
from runtime.sdk import CONFIG, SLOWEST_CALL
from runtime.settings import setting
from stream_record import to_event

_TOPIC_ARN = setting("MOVIE_EVENTS_TOPIC_ARN")

_sns = boto3.client("sns", config=CONFIG)
_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Publish the records of a stream's batch, in their order.

    Returns:
        The first record that was not published; Lambda delivers it and all that follow again.
    """
    for record in event["Records"]:
        if not time_for(context, SLOWEST_CALL) or not _is_done_with(record):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _is_done_with(record: Mapping[str, Any]) -> bool:
    """Publish a record, or put it where it holds up nobody; False when neither could be done."""
    about = {"streamEventId": str(record.get("eventID"))}
    try:
        try:
            _publish(to_event(record))
        except UnprocessableError as error:
            log_failure(error, about)
            to_dead_letter_queue(json.dumps(record), error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the record is tried again and the batch's rest waits
        log_failure(error, about)
        return False
    return True


def _publish(event: MovieEvent | None) -> None:
    if event is None:
        return
    attributes = {"Type": event.type.value, "CorrelationId": event.correlation_id}
    _sns.publish(
        TopicArn=_TOPIC_ARN,
        Message=event.to_json(),
        MessageAttributes={name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    )
    _logger.info(
        "event published",
        extra={"eventId": event.id, "eventType": event.type.value, "correlationId": event.correlation_id},
    )
