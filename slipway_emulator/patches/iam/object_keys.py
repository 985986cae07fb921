"""An object that a customer's KMS key encrypts can be written and read only with the permissions of the key.

To put or copy an object, or to start an upload, the caller needs kms:GenerateDataKey; to read one, as the source of a
copy too, kms:Decrypt, and so to upload a part or complete an upload. The policy of the key and that of the caller
decide. Everybody in the account who may use S3 may use the key ``aws/s3``:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
https://docs.aws.amazon.com/kms/latest/developerguide/services-s3.html

MiniStack requires the permissions of S3 only.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from ministack.core import iam_actions
from ministack.core.responses import get_account_id
from ministack.services import kms, s3

from slipway_emulator.iam import object_requests
from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce
from slipway_emulator.iam.object_requests import Check

_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
_BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled"
_ENCRYPT, _DECRYPT = "kms:GenerateDataKey", "kms:Decrypt"
# What the keys of the current request encrypt: an object, or a bucket with a bucket key.
_encrypted: ContextVar[dict[Check, str]] = ContextVar("encrypted", default={})  # noqa: B039 - never changed


def apply() -> None:
    """Wrap the function that lists what a request needs in addition to its own action; authorize keys with KMS."""
    object_requests.require(_needed)
    wrap_enforce(_authorize)


def _needed(method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> Iterable[Check]:
    used = _used(method, path, headers, query)
    _encrypted.set(used)
    return used


def _authorize(request: RequestContext, enforce: Enforce) -> object:
    if request.service != "s3" or not request.action.startswith("kms:"):
        return enforce(request)
    keys = {
        "kms:CallerAccount": get_account_id(),
        "kms:EncryptionContext:aws:s3:arn": _encrypted.get().get((request.action, request.resource)),
        "kms:EncryptionContextKeys": ["aws:s3:arn"],
        "kms:ViaService": f"s3.{request.resource.split(':')[3]}.amazonaws.com",
    }
    return enforce(replace(request, service="kms", keys=keys))


def _used(method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> dict[Check, str]:
    """Return what a request needs of keys, and what each key encrypts."""
    bucket, _, key = path.lstrip("/").partition("/")
    action = iam_actions._s3_action(method, path, query)
    used: dict[Check, str] = {}
    if not key:
        return used
    if action == "PutObject":
        upload = s3._multipart_uploads.get(iam_actions._query_param(query, "uploadId"))
        written = upload["preserved_headers"] if upload else s3._resolve_sse_write_headers(headers, bucket)[0]
        _add(used, _DECRYPT if upload else _ENCRYPT, f"arn:aws:s3:::{bucket}/{key}", written or {})
        if source := iam_actions._s3_source_object(headers):
            _add(used, _DECRYPT, source[0], _of_object(*source))
    # The headers of an object need no key, except a checksum.
    elif action in ("GetObject", "GetObjectVersion") and (method != "HEAD" or "x-amz-checksum-mode" in headers):
        arn = f"arn:aws:s3:::{bucket}/{key}"
        _add(used, _DECRYPT, arn, _of_object(arn, iam_actions._query_param(query, "versionId")))
    return used


def _add(used: dict[Check, str], action: str, arn: str, encryption: dict[str, str]) -> None:
    key = encryption.get(_KEY, "")
    record = kms._resolve_key(key)
    if key.startswith("arn:") and (record is None or record.get("KeyManager") != "AWS"):
        used[action, key] = arn.partition("/")[0] if encryption.get(_BUCKET_KEY) == "true" else arn


def _of_object(arn: str, version: str) -> dict[str, str]:
    """Return the headers of the encryption of an object; none if it doesn't exist."""
    bucket, _, key = arn.partition(":::")[2].partition("/")
    if version:
        versions = s3._object_versions.get((bucket, key), [])
        found = next((one for one in versions if one["version_id"] == version), None)
    else:
        found = (s3._buckets.get(bucket) or {}).get("objects", {}).get(key)
    headers: dict[str, str] = (found or {}).get("preserved_headers", {})
    return headers
