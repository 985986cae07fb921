"""Object Lock: a locked bucket stays versioned, and a retention has a mode and a date in the future.

"After you enable Object Lock on a bucket, you can't disable Object Lock or suspend versioning for that bucket":
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html

Without Object Lock, a deletion has nothing to bypass:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html

MiniStack suspends the versioning, takes a retention until yesterday, and ignores one without a mode or a date, and a
bypass of none.
"""

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_BYPASS = "x-amz-bypass-governance-retention"
_MODE = "x-amz-object-lock-mode"
_DATE = "x-amz-object-lock-retain-until-date"
_MODES = ("COMPLIANCE", "GOVERNANCE")
_BODY_DATE = re.compile(rb"<RetainUntilDate>([^<]*)</")
_VERSIONING = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
_BOTH = f"{_DATE} and {_MODE} must both be supplied"
_PAST = "The retain until date must be in the future!"


def apply() -> None:
    """Wrap PutBucketVersioning, PutObjectRetention, the deletions, and the check of a write's headers."""
    put_versioning, check = s3._put_bucket_versioning, s3._object_lock_header_error
    put_retention = s3._put_object_retention

    @functools.wraps(put_versioning)
    def put_bucket_versioning(name: str, body: bytes) -> _Response:
        if b">Suspended<" in body and s3._bucket_object_lock.get(name):
            return error_response("InvalidBucketState", _VERSIONING, 409)
        response: _Response = put_versioning(name, body)
        return response

    @functools.wraps(check)
    def object_lock_header_error(bucket_name: str, headers: dict[str, str]) -> _Response | None:
        return _header_refusal(headers) or check(bucket_name, headers)

    @functools.wraps(put_retention)
    def put_object_retention(bucket_name: str, key: str, body: bytes, *arguments: object) -> _Response:
        found = _BODY_DATE.search(body)
        if found and s3._bucket_object_lock.get(bucket_name) and _is_past(found[1].decode()):
            return _invalid(_PAST, "RetainUntilDate", found[1].decode())
        response: _Response = put_retention(bucket_name, key, body, *arguments)
        return response

    s3._delete_object, s3._delete_objects = _bypassing(s3._delete_object), _bypassing(s3._delete_objects)
    s3._put_bucket_versioning = put_bucket_versioning
    s3._object_lock_header_error = object_lock_header_error
    s3._put_object_retention = put_object_retention


def _bypassing(delete: Callable[..., _Response]) -> Callable[..., _Response]:
    @functools.wraps(delete)
    def delete_unlocked(
        bucket_name: str, named: str | bytes, headers: dict[str, str] | None = None, *arguments: object
    ) -> _Response:
        is_unlocked = s3._ensure_bucket(bucket_name) is not None and not s3._bucket_object_lock.get(bucket_name)
        if headers and _BYPASS in headers and is_unlocked:
            return _invalid(f"{_BYPASS} is only applicable to Object Lock enabled buckets.", _BYPASS)
        return delete(bucket_name, named, headers, *arguments)

    return delete_unlocked


def _header_refusal(headers: dict[str, str]) -> _Response | None:
    """Return the error response to a write with half a retention, or one of an unknown mode; None if it is whole."""
    mode, date = headers.get(_MODE), headers.get(_DATE)
    if not mode and not date:
        return None
    if not mode or not date:
        return _invalid(_BOTH, _DATE if mode else _MODE)
    if mode not in _MODES:
        return _invalid("Unknown wormMode directive.", _MODE, mode)
    return _invalid(_PAST, _DATE, date) if _is_past(date) else None


def _is_past(text: str) -> bool:
    """Return whether a time in ISO 8601 is past; False if it can't be read, which MiniStack judges."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return False
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) <= datetime.now(UTC)


def _invalid(message: str, name: str, value: str = "") -> _Response:
    members = {"ArgumentName": name} | ({"ArgumentValue": value} if value else {})
    return error_response("InvalidArgument", message, 400, members)
