"""The tags of S3's buckets and objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from slipway_emulator.models.errors import ServiceError

_HEADER = (
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters "
    "without tag name duplicates."
)
# Letters, spaces, numbers, and some signs
_CHARACTERS = re.compile(r"[\w\s.:/=+\-@]*")
_KEY_LENGTH = 128
_VALUE_LENGTH = 256
_OBJECT_TAGS = 10
_RESERVED = "aws:"
# What S3 says about a key that begins with aws:, which depends on the operation.
_RESERVED_MESSAGES = {
    "CreateBucket": (
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. '
        'Remove "aws:" from your tag keys and try again.'
    ),
    "PutBucketTagging": "System tags cannot be added/updated by requester",
    "PutObjectTagging": "Your TagKey cannot be prefixed with aws:",
}


def check(operation: str, tags: Iterable[tuple[str, str]]) -> None:
    """Check the tags in the document of an operation.

    Args:
        operation: ``CreateBucket``, ``PutBucketTagging`` or ``PutObjectTagging``.
        tags: keys and values.

    Raises:
        ServiceError: ``InvalidTag``.
    """
    keys = set()
    for key, value in tags:
        if key in keys:
            raise _invalid("Cannot provide multiple Tags with the same key", key)
        if key.startswith(_RESERVED):
            raise _invalid(_RESERVED_MESSAGES[operation], "" if operation == "CreateBucket" else key)
        _check_characters(key, value)
        keys.add(key)


def check_header(text: str) -> None:
    """Check the tags of an object in a header, e.g. ``a=1&b=2``.

    Raises:
        ServiceError: ``InvalidArgument``, ``InvalidTag`` or ``BadRequest``.
    """
    tags = parse_qsl(text, keep_blank_values=True)
    is_valid = len(dict(tags)) == len(tags) and all(_CHARACTERS.fullmatch(part) for tag in tags for part in tag)
    if not is_valid:
        members = {"ArgumentName": "x-amz-tagging", "ArgumentValue": text}
        raise ServiceError("InvalidArgument", _HEADER, members=members)
    if len(tags) > _OBJECT_TAGS:
        raise ServiceError("BadRequest", f"Object tags cannot be greater than {_OBJECT_TAGS}")
    check("PutObjectTagging", tags)


def _check_characters(key: str, value: str) -> None:
    if not key or len(key) > _KEY_LENGTH or not _CHARACTERS.fullmatch(key):
        raise _invalid("The TagKey you have provided is invalid", key)
    if len(value) > _VALUE_LENGTH or not _CHARACTERS.fullmatch(value):
        raise _invalid("The TagValue you have provided is invalid", key, value)


def _invalid(message: str, key: str, value: str = "") -> ServiceError:
    members = ({"TagKey": key} if key else {}) | ({"TagValue": value} if value else {})
    return ServiceError("InvalidTag", message, members=members)
