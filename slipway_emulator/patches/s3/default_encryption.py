"""An object that names no encryption has that of its bucket, which is SSE-S3 by default; its answers name it.

Amazon S3 "automatically applies server-side encryption with Amazon S3 managed keys (SSE-S3) as the base level of
encryption for every bucket". A KMS key is answered by its ARN, and without one the key of the alias ``aws/s3`` is used:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
"S3 Bucket Keys aren't supported for DSSE-KMS":
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingDSSEncryption.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json

MiniStack names only the encryption that a request or a bucket names, with its key as it was given, refuses
``aws:kms`` without a key and ``aws:kms:dsse``, and has no bucket keys.
"""

import functools
import json
import re
from typing import Any

from ministack.services import kms, s3

_Headers = dict[str, str]
_ALGORITHM = "x-amz-server-side-encryption"
_KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
_BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled"
_KMS = "aws:kms"
_DSSE = "aws:kms:dsse"
_ALIAS = "alias/aws/s3"
_KEY_OF_BUCKET = re.compile(r"KMSMasterKeyID>\s*([^<\s]+)")
_DESCRIPTION = "Default key that protects my S3 objects when no other key is defined"


def apply() -> None:
    """Wrap the functions that find the encryption of a new object and describe a key, and keep the bucket key."""
    resolve, of_bucket = s3._resolve_sse_write_headers, s3._bucket_default_sse_headers
    describe_key = kms._key_metadata
    s3._SSE_STORED_HEADERS = (*s3._SSE_STORED_HEADERS, _BUCKET_KEY)

    @functools.wraps(of_bucket)
    def default_encryption(bucket_name: str) -> _Headers:
        found: _Headers = of_bucket(bucket_name) or {_ALGORITHM: "AES256"}
        if found[_ALGORITHM] == _KMS and _has_bucket_key(bucket_name):
            found[_BUCKET_KEY] = "true"
        if found[_ALGORITHM] == _DSSE and (key := _KEY_OF_BUCKET.search(s3._bucket_encryption[bucket_name])):
            found[_KMS_KEY] = key[1]
        return found

    @functools.wraps(resolve)
    def find_encryption(headers: _Headers, bucket_name: str) -> tuple[_Headers | None, Any]:
        requested = headers.get(_ALGORITHM)
        if requested in (_KMS, _DSSE):
            headers = {**headers, _ALGORITHM: _KMS, _KMS_KEY: headers.get(_KMS_KEY) or _ALIAS}
        found, error = resolve(headers, bucket_name)
        if found and found.get(_ALGORITHM) in (_KMS, _DSSE):
            found[_KMS_KEY] = _key_arn(found.get(_KMS_KEY) or _ALIAS)
            if requested == _DSSE:
                found[_ALGORITHM] = _DSSE
            elif requested and _needs_bucket_key(headers, bucket_name):
                found[_BUCKET_KEY] = "true"
        return found, error

    @functools.wraps(describe_key)
    def key_metadata(key: dict[str, Any]) -> dict[str, Any]:
        return {**describe_key(key), "KeyManager": key.get("KeyManager", "CUSTOMER")}

    s3._resolve_sse_write_headers, s3._bucket_default_sse_headers = find_encryption, default_encryption
    kms._key_metadata = key_metadata


def _needs_bucket_key(headers: _Headers, bucket_name: str) -> bool:
    requested = headers.get(_BUCKET_KEY)
    return requested.lower() == "true" if requested else _has_bucket_key(bucket_name)


def _has_bucket_key(bucket_name: str) -> bool:
    return "BucketKeyEnabled>true<" in (s3._bucket_encryption.get(bucket_name) or "")


def _key_arn(named: str) -> str:
    """Return the ARN of a KMS key by its id, alias or ARN; what was given if there is no such key."""
    key = kms._resolve_key(named) or (_create_managed_key() if named == _ALIAS else None)
    return str(key["Arn"]) if key else named


def _create_managed_key() -> dict[str, Any]:
    """Create the key of the account and region that AWS manages, as AWS does when it is first used."""
    _, _, body = kms._create_key({"Description": _DESCRIPTION})
    key: dict[str, Any] = kms._keys[json.loads(body)["KeyMetadata"]["KeyId"]]
    key["KeyManager"] = "AWS"
    kms._aliases[kms._alias_arn(_ALIAS)] = key["KeyId"]
    return key
