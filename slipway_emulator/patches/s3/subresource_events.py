"""Tags and the ACL of an object that change are events.

They are ``s3:ObjectTagging:Put``, ``s3:ObjectTagging:Delete`` and ``s3:ObjectAcl:Put``, for EventBridge Object Tags
Added, Object Tags Deleted and Object ACL Updated:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html

MiniStack takes a notification for these events, and never sends one.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import s3

_Response = tuple[int, dict[str, str], Any]
_EVENTS = {
    "_delete_object_tagging": "ObjectTagging:Delete",
    "_put_object_acl": "ObjectAcl:Put",
    "_put_object_tagging": "ObjectTagging:Put",
}
_DETAIL_TYPES = {
    "ObjectAcl:Put": "Object ACL Updated",
    "ObjectTagging:Delete": "Object Tags Deleted",
    "ObjectTagging:Put": "Object Tags Added",
}
_ERROR = 300


def apply() -> None:
    """Wrap the functions that change tags and ACLs; add the names that EventBridge has for the events."""
    s3._S3_EVENTBRIDGE_EVENT_DETAIL_TYPE.update(_DETAIL_TYPES)
    for function, event in _EVENTS.items():
        setattr(s3, function, _with_event(getattr(s3, function), f"s3:{event}"))


def _with_event(change: Callable[..., _Response], event: str) -> Callable[..., _Response]:
    @functools.wraps(change)
    def change_subresource(bucket_name: str, key: str, *arguments: Any) -> _Response:  # noqa: ANN401 - MiniStack's
        response = change(bucket_name, key, *arguments)
        if response[0] < _ERROR and bucket_name in s3._bucket_notifications:
            version = s3._resolve_subresource_version(arguments[-1] or {}, s3._buckets[bucket_name], key)
            s3._fire_s3_event_async(bucket_name, key, event, etag=_etag(bucket_name, key, version), version_id=version)
        return response

    return change_subresource


def _etag(bucket_name: str, key: str, version: str | None) -> str:
    current = s3._buckets[bucket_name]["objects"].get(key) or {}
    versions = [current, *s3._object_versions.get((bucket_name, key), [])]
    found = next((record for record in versions if record.get("version_id") == version), current)
    return str(found.get("etag", ""))
