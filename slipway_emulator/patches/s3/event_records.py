"""A notification names the caller and the owner of the bucket, and has the members that its event has.

``userIdentity.principalId`` is "the unique ID of the IAM resource that caused the event", and that of the bucket "the
Amazon retail customer ID of the bucket owner":
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
A removal has no size, and an ETag only if it makes a delete marker; tags and ACLs have neither size nor sequencer:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_notifications_sqs.snapshot.json
(AWS's records)

MiniStack says ``EXAMPLE`` for both, a size of 0 and an empty ETag, and EventBridge gets no version.
"""

import functools
import hashlib
import json
from base64 import b32encode
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import eventbridge, iam, s3

from slipway_emulator.iam import caller

_Members = dict[str, Any]
_DELIVERIES = ("_deliver_event_to_lambda", "_deliver_event_to_sns", "_deliver_event_to_sqs")
_EMPTY = hashlib.md5(b"", usedforsecurity=False).hexdigest()
_MARKER = "s3:ObjectRemoved:DeleteMarkerCreated"
_UNSIZED = ("s3:ObjectAcl:", "s3:ObjectRemoved:", "s3:ObjectTagging:")
_UNSEQUENCED = ("s3:ObjectAcl:", "s3:ObjectTagging:")
_event: ContextVar[tuple[str, str]] = ContextVar("event", default=("", ""))  # its name and version id


def apply() -> None:
    """Wrap the functions that make a notification and deliver it."""
    fire = s3._fire_s3_event

    @functools.wraps(fire)
    def fire_s3_event(
        bucket_name: str,
        key: str,
        event_name: str,
        *arguments: object,
        version_id: str | None = None,
        **options: object,
    ) -> None:
        _event.set((event_name, version_id or ""))
        fire(bucket_name, key, event_name, *arguments, **{**options, "version_id": version_id})

    s3._fire_s3_event = fire_s3_event
    for name in _DELIVERIES:
        setattr(s3, name, _with_records(getattr(s3, name)))
    eventbridge._dispatch_event = _with_detail(eventbridge._dispatch_event)


def _with_records(deliver: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(deliver)
    def deliver_event(arn: str, payload: _Members, *arguments: object, **options: object) -> None:
        records = payload.get("Records")  # none in the test message
        if records:
            payload = {**payload, "Records": [_record(record) for record in records]}
        deliver(arn, payload, *arguments, **options)

    return deliver_event


def _record(record: _Members) -> _Members:
    bucket = record["s3"]["bucket"]
    owner = {"principalId": _customer(s3._bucket_owner_account(bucket["name"]) or caller.account())}
    members = {"bucket": {**bucket, "ownerIdentity": owner}, "object": _object(record["s3"]["object"], "eTag")}
    return {**record, "userIdentity": {"principalId": _principal(caller.arn())}, "s3": {**record["s3"], **members}}


def _with_detail(dispatch: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(dispatch)
    def dispatch_event(event: _Members, *arguments: object, **options: object) -> object:
        _, version = _event.get()
        if event.get("Source") == "aws.s3":
            detail = json.loads(event["Detail"])
            detail["object"] = _object(detail["object"], "etag") | ({"version-id": version} if version else {})
            detail["requester"] = caller.arn().split(":")[4]
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, *arguments, **options)

    return dispatch_event


def _object(members: _Members, etag: str) -> _Members:
    """Return the members of an object that the current event has.

    Args:
        members: members of the object.
        etag: the name of the member with its ETag.
    """
    name, _ = _event.get()
    dropped = set()
    if name.startswith(_UNSIZED):
        dropped.add("size")
    if name.startswith(_UNSEQUENCED):
        dropped.add("sequencer")
    if name == _MARKER:
        members = {**members, etag: _EMPTY}
    elif name.startswith("s3:ObjectRemoved:"):
        dropped.add(etag)
    return {member: value for member, value in members.items() if member not in dropped}


def _principal(arn: str) -> str:
    """Return the unique id of a user or of a session of a role; the customer id of an account's root."""
    _, _, service, _, account, resource = arn.split(":", 5)
    kind, _, name = resource.partition("/")
    if kind == "user":
        user = iam._users.get_scoped(account, None, name.rpartition("/")[2]) or {}
        return f"AWS:{user.get('UserId', '')}"
    if service == "sts" and kind == "assumed-role":
        role, _, session = name.partition("/")
        record = iam._roles.get_scoped(account, None, role) or {}
        return f"AWS:{record.get('RoleId', '')}:{session}"
    return _customer(account)


def _customer(account: str) -> str:
    return "A" + b32encode(hashlib.sha256(account.encode()).digest()).decode()[:13]
