"""The dead-letter queue to which a function moves the records that it can't process."""

import boto3

from runtime.aws import CONFIG, setting
from runtime.events import reason_of

_QUEUE_URL = setting("DEAD_LETTER_QUEUE_URL")
_MAX_REASON = 256

_sqs = boto3.client("sqs", config=CONFIG)


def send_to_dead_letter_queue(body: str, error: Exception) -> None:
    """Send a message to the dead-letter queue, with the error in the message attribute ``Reason``.

    The redrive policy of a queue moves a message too, but without the reason.

    Raises:
        ClientError: SQS rejected the message.
    """
    # A message attribute can't contain every control character.
    reason = reason_of(error).encode("unicode_escape").decode()[:_MAX_REASON]
    _sqs.send_message(
        QueueUrl=_QUEUE_URL,
        MessageBody=body,
        MessageAttributes={"Reason": {"DataType": "String", "StringValue": reason}},
    )
