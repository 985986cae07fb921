"""The dead-letter queue to which a function moves the records that it can't process."""

import json
import time
from collections.abc import Mapping
from typing import Any

from runtime.aws import setting
from runtime.clients import client
from runtime.events import Context, UnprocessableError, is_permanent, reason_of

_QUEUE_URL = setting("DEAD_LETTER_QUEUE_URL")
_MAX_ATTRIBUTE = 256  # characters of the message attributes Reason and Incomplete
# The queue accepts 256 KiB, which include the message attributes.
_MAX_BODY = 252 * 1024

# A stream keeps a record for 24 hours: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
_RETENTION = 24 * 60 * 60
_LAST_HOUR = _RETENTION - 60 * 60

_sqs = client("sqs")


def send_to_dead_letter_queue(
    body: str, error: Exception, redrive_to: str, incomplete: str = "", order: Mapping[str, str] | None = None
) -> None:
    """Send a message to the dead-letter queue, with what `slipway dlq` needs as message attributes.

    The redrive policy of a queue moves a message too, but without the reason.

    Args:
        body: the message or record.
        error: why it can't be processed, as the attribute ``Reason``.
        redrive_to: ARN of the queue or the function that accepts it again, as the attribute ``RedriveTo``.
        incomplete: what the body lacks, as the attribute ``Incomplete``.
        order: the group and the deduplication id of a message for a FIFO queue.

    Raises:
        ClientError: SQS rejected the message.
    """
    attributes = {"Reason": reason_of(error), "RedriveTo": redrive_to, "Incomplete": incomplete}
    _sqs.send_message(
        QueueUrl=_QUEUE_URL,
        MessageBody=body,
        MessageAttributes={
            name: {"DataType": "String", "StringValue": _printable(value)}
            for name, value in attributes.items()
            if value
        },
        **(order or {}),
    )


def give_up_message(record: Mapping[str, Any], error: Exception, *, max_receive_count: int) -> bool:
    """Move a message of a queue to the dead-letter queue unless a retry can help; return whether it was moved.

    Both queues are FIFO queues, or none. In a FIFO queue the message keeps its group.

    Args:
        record: record of the queue.
        error: error that the message failed with.
        max_receive_count: maxReceiveCount of the queue's redrive policy. The last delivery moves the message here, with
            the reason.

    Raises:
        ClientError: SQS rejected the message.
    """
    receive_count = int(record["attributes"]["ApproximateReceiveCount"])
    if not isinstance(error, UnprocessableError) and receive_count < max_receive_count:
        return False
    order = {}
    if _QUEUE_URL.endswith(".fifo"):
        group = record["attributes"]["MessageGroupId"]
        order = {"MessageGroupId": group, "MessageDeduplicationId": record["messageId"]}
    send_to_dead_letter_queue(record["body"], error, record["eventSourceARN"], order=order)
    return True


def give_up(context: Context, record: Mapping[str, Any], error: Exception) -> bool:
    """Move a stream record to the dead-letter queue unless a retry can help; return whether it was moved.

    Lambda's own on-failure destination would get the record's position in the stream, not the record. So a record
    whose retries have not helped until the last hour of the stream's retention is moved too.

    Args:
        context: context of the invocation; its function is the one that accepts the record again.
        record: record of a DynamoDB stream. Attributes that don't fit into a message are left out.
        error: error that the record failed with.

    Raises:
        ClientError: SQS rejected the message.
    """
    if not (is_permanent(error) or _is_in_last_hour(record)):
        return False
    body, incomplete = _fit(record)
    send_to_dead_letter_queue(body, error, context.invoked_function_arn, incomplete)
    return True


def _is_in_last_hour(record: Mapping[str, Any]) -> bool:
    # A record that is older than the retention was redriven. It is in the queue already.
    age: float = time.time() - record["dynamodb"]["ApproximateCreationDateTime"]
    return _LAST_HOUR < age < _RETENTION


def _fit(record: Mapping[str, Any]) -> tuple[str, str]:
    """Return the record as JSON without its largest attributes if it is too large, and the names of those."""
    body, left_out = json.dumps(record), []
    change = dict(record["dynamodb"])
    images = {name: dict(change[name]) for name in ("NewImage", "OldImage") if isinstance(change.get(name), Mapping)}
    while len(body) > _MAX_BODY:
        sizes = {(name, key): len(json.dumps(value)) for name, image in images.items() for key, value in image.items()}
        name, key = largest = max(sizes, key=sizes.__getitem__)
        del images[name][key]
        left_out.append(f"{name}.{key} ({sizes[largest]} bytes)")
        body = json.dumps({**record, "dynamodb": change | images})
    return body, ", ".join(left_out)


def _printable(text: str) -> str:
    # A message attribute can't contain every control character.
    return text.encode("unicode_escape").decode()[:_MAX_ATTRIBUTE]
