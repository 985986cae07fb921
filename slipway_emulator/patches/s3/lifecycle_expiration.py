"""An object that a lifecycle rule expires has the date and the rule in ``x-amz-expiration``.

The date is that of the next midnight UTC after the days of the rule have passed. Of several rules, the one that
expires the object first counts. A request for a version has no such header:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (x-amz-expiration)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.py (TestS3BucketLifecycle)

MiniStack doesn't return it.
"""

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from ministack.services import s3

_Response = tuple[int, dict[str, str], Any]
_Rule = dict[str, Any]
_OPERATIONS = ("_put_object", "_copy_object", "_complete_multipart_upload", "_get_object", "_head_object")


def apply() -> None:
    """Wrap the operations that write or read an object."""
    for name in _OPERATIONS:
        setattr(s3, name, _with_expiration(getattr(s3, name)))


def _with_expiration(operation: Callable[..., _Response]) -> Callable[..., _Response]:
    @functools.wraps(operation)
    def handle(bucket_name: str, key: str, *arguments: Any) -> _Response:  # noqa: ANN401 - MiniStack's
        status, headers, body = operation(bucket_name, key, *arguments)
        rules = s3._bucket_lifecycle.get(bucket_name)
        if isinstance(rules, list) and status in (200, 206) and not _names_version(arguments):
            expiration = _expiration(rules, bucket_name, key)
            headers = {**headers, "x-amz-expiration": expiration} if expiration else headers
        return status, headers, body

    return handle


def _names_version(arguments: tuple[Any, ...]) -> bool:
    return any(isinstance(argument, dict) and "versionId" in argument for argument in arguments)


def _expiration(rules: list[_Rule], bucket_name: str, key: str) -> str:
    record = s3._buckets[bucket_name]["objects"].get(key)
    if record is None:  # deleted after the upload whose completion was repeated
        return ""
    tags = s3._object_tags.get((bucket_name, key, record.get("version_id")), {})
    dates = [
        (date, number)
        for number, rule in enumerate(rules)
        if rule.get("Status") == "Enabled"
        and _is_of(rule.get("Filter") or rule, key, int(record["size"]), tags)
        and (date := _date(rule.get("Expiration") or {}, str(record["last_modified"])))
    ]
    if not dates:
        return ""
    date, number = min(dates)
    return (
        f'expiry-date="{format_datetime(date, usegmt=True)}", rule-id="{quote(rules[number].get("ID", ""), safe="")}"'
    )


def _is_of(of: _Rule, key: str, size: int, tags: dict[str, str]) -> bool:
    """Return whether a rule's filter, which may be one by several conditions, includes an object."""
    of = of.get("And") or of
    wanted = of.get("Tags") or ([of["Tag"]] if "Tag" in of else [])
    return (
        key.startswith(of.get("Prefix") or "")
        and all(tags.get(tag["Key"]) == tag["Value"] for tag in wanted)
        and size > int(of.get("ObjectSizeGreaterThan") or -1)
        and (not of.get("ObjectSizeLessThan") or size < int(of["ObjectSizeLessThan"]))
    )


def _date(expiration: _Rule, last_modified: str) -> datetime | None:
    if "Date" in expiration:
        date = datetime.fromisoformat(expiration["Date"])
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    if "Days" not in expiration:
        return None
    expired = datetime.fromisoformat(last_modified) + timedelta(days=int(expiration["Days"]))
    midnight = expired.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight == expired else midnight + timedelta(days=1)
