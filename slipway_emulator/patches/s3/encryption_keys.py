"""An object can be encrypted only with a KMS key that is there, enabled, and in the region of its bucket.

The key is an id, an ARN or an alias; the errors are those of KMS, with the prefix ``KMS.``:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-kms-encryption.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(``test_s3_sse_validate_kms_key``, AWS's answers)

MiniStack takes any text as a key.
"""

import functools
import re
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import kms, s3

from slipway_emulator.patches.s3.error_response import error_response

_Refusal = tuple[int, dict[str, str], Any]
_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
_ALIAS = "alias/"
_MANAGED = "alias/aws/s3"  # AWS makes this key when it is used first
_ID = re.compile(r"mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ARN_PARTS = 6


def apply() -> None:
    """Wrap the function that reads the encryption of an object or an upload from its headers."""
    resolve = s3._resolve_sse_write_headers

    @functools.wraps(resolve)
    def resolve_sse_write_headers(
        headers: dict[str, str], bucket_name: str
    ) -> tuple[dict[str, str] | None, _Refusal | None]:
        key = headers.get(_KEY)
        refusal = _refusal(key, s3.bucket_region(bucket_name) or "") if key else None
        if refusal:
            return None, refusal
        resolved: tuple[dict[str, str] | None, _Refusal | None] = resolve(headers, bucket_name)
        return resolved

    s3._resolve_sse_write_headers = resolve_sse_write_headers


def _refusal(key: str, region: str) -> _Refusal | None:
    """Return the error response for a key that can't be used; None if it can.

    Args:
        key: an id, an ARN or an alias.
        region: region of the bucket.
    """
    if key.endswith(_MANAGED):
        return None
    account, name = get_account_id(), key
    if key.startswith("arn:"):
        parts = key.split(":", _ARN_PARTS - 1)
        if len(parts) < _ARN_PARTS or parts[3] != region:
            return _not_found(f"Invalid arn {parts[3] if len(parts) == _ARN_PARTS else key}")
        account, name = parts[4], parts[5].removeprefix("key/")
    if not name.startswith(_ALIAS) and not _ID.fullmatch(name):
        return _not_found(f"Invalid keyId '{name}'")
    resource = name if name.startswith(_ALIAS) else f"key/{name}"
    arn = f"arn:aws:kms:{region}:{account}:{resource}"
    if name.startswith(_ALIAS):
        name = kms._aliases.get_scoped(account, region, arn)
        if name is None:
            return _not_found(f"Alias {arn} is not found.")
    record = kms._keys.get_scoped(account, region, name)
    return _not_found(f"Key '{arn}' does not exist") if record is None else _state_refusal(record)


def _state_refusal(record: dict[str, Any]) -> _Refusal | None:
    state, arn = record["KeyState"], record["Arn"]
    if state == "Disabled":
        return error_response("KMS.DisabledException", f"{arn} is disabled.", 400)
    if state in ("PendingDeletion", "PendingImport"):
        words = {"PendingDeletion": "pending deletion", "PendingImport": "pending import"}
        return error_response("KMS.KMSInvalidStateException", f"{arn} is {words[state]}.", 400)
    return None


def _not_found(message: str) -> _Refusal:
    return error_response("KMS.NotFoundException", message, 400)
