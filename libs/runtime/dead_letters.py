"""The function's own dead-letter queue: for what would hold up others if it stayed where it is."""

import boto3

from runtime.events import reason_of
from runtime.sdk import CONFIG
from runtime.settings import setting

_QUEUE_URL = setting("DEAD_LETTER_QUEUE_URL")
_REASON_LENGTH = 256

_sqs = boto3.client("sqs", config=CONFIG)


def to_dead_letter_queue(body: str, error: Exception) -> None:
    """Send a message to the dead-letter queue, with what is wrong in the message attribute ``Reason``."""
    # An attribute can't hold every control character.
    reason = reason_of(error).encode("unicode_escape").decode()[:_REASON_LENGTH]
    _sqs.send_message(
        QueueUrl=_QUEUE_URL,
        MessageBody=body,
        MessageAttributes={"Reason": {"DataType": "String", "StringValue": reason}},
    )
