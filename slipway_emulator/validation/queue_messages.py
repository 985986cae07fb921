"""What SQS checks of a message that is sent.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_Message = Mapping[str, Any]
_ID = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")
_TYPE = re.compile(r"(Binary|Number|String)(\..{1,248})?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_MAX_DELAY = 900  # seconds
_RESERVED = ("aws.", "amazon.")
_NAME = re.compile(r"(?!.*\.\.)[\w.-]{1,256}")
_UNPRINTABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class RefusedError(Exception):
    """SQS refuses a message.

    Attributes:
        code: code of the error; its message is the exception's.
    """

    def __init__(self, message: str, code: str = "InvalidParameterValue") -> None:
        super().__init__(message)
        self.code = code


def check(message: _Message, limit: int, *, is_fifo: bool) -> None:
    """Check a message.

    Args:
        message: the input of SendMessage.
        limit: limit of the queue, in bytes.
        is_fifo: whether the queue is a FIFO queue, which has its own rules for the group.

    Raises:
        RefusedError: SQS refuses it.
    """
    if not is_fifo or message.get("MessageGroupId"):
        _check_id(message, "MessageGroupId")
    if is_fifo:
        _check_id(message, "MessageDeduplicationId")
    delay = int(message.get("DelaySeconds") or 0)
    if not is_fifo and not 0 <= delay <= _MAX_DELAY:
        reason = f"DelaySeconds must be >= 0 and <= {_MAX_DELAY}."
        raise RefusedError(f"Value {delay} for parameter DelaySeconds is invalid. Reason: {reason}")
    for name, attribute in (message.get("MessageAttributes") or {}).items():
        _check_attribute(name, attribute)
    if size(message) > limit:
        reason = f"Message must be shorter than {limit} bytes."
        raise RefusedError(f"One or more parameters are invalid. Reason: {reason}")


def check_batch(entries: Sequence[_Message], limit: int) -> None:
    """Check the size of a batch, which may be up to ``limit`` bytes.

    Raises:
        RefusedError: it is larger.
    """
    total = sum(map(size, entries))
    if total > limit:
        message = f"Batch requests cannot be longer than {limit} bytes. You have sent {total} bytes."
        raise RefusedError(message, "BatchRequestTooLong")


def check_fifo_batch(entries: Sequence[_Message], *, by_content: bool) -> None:
    """Check that the entries of a batch for a FIFO queue have a group, and an id unless it is made from the content.

    Raises:
        RefusedError: one hasn't.
    """
    for entry in entries:
        if not entry.get("MessageGroupId"):
            raise RefusedError("The request must contain the parameter MessageGroupId.")
        if not by_content and not entry.get("MessageDeduplicationId"):
            raise RefusedError(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
                "explicitly"
            )


def size(message: _Message) -> int:
    """Return the size of a message and its attributes in bytes."""
    attributes = message.get("MessageAttributes") or {}
    texts = [
        message.get("MessageBody") or "",
        *attributes,
        *(each.get(name) or "" for each in attributes.values() for name in ("DataType", "StringValue", "BinaryValue")),
    ]
    return sum(len(text if isinstance(text, bytes) else str(text).encode()) for text in texts)


def _check_id(message: _Message, name: str) -> None:
    value = message.get(name)
    if value is not None and not _ID.fullmatch(value):
        raise RefusedError(
            f"Value {value} for parameter {name} is invalid. Reason: {name} can only include alphanumeric and "
            "punctuation characters. 1 to 128 in length."
        )


def _check_attribute(name: str, attribute: Mapping[str, Any]) -> None:
    is_reserved = name.lower().startswith(_RESERVED) or name.startswith(".") or name.endswith(".")
    if is_reserved or not _NAME.fullmatch(name):
        raise RefusedError(f"Invalid message attribute name: {name}")
    kind = attribute.get("DataType", "")
    if not kind:
        raise RefusedError(f"The message attribute '{name}' must contain non-empty message attribute type.")
    if not _TYPE.fullmatch(kind):
        raise RefusedError(
            f"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes "
            "is Binary, Number, and String."
        )
    value = attribute.get("BinaryValue" if kind.startswith("Binary") else "StringValue")
    if not value:
        raise RefusedError(f"Message (user) attribute '{name}' must contain a non-empty value of type '{kind}'.")
    if isinstance(value, str) and _UNPRINTABLE.search(value):
        raise RefusedError(f"Invalid binary character in the value of the message attribute '{name}'.")
    if kind.startswith("Number") and not _NUMBER.fullmatch(str(value)):
        raise RefusedError(f"Can't cast the value of message (user) attribute '{name}' to a number.")
