"""In a bucket whose versioning is suspended, an object has the version ``null``, which its answers name.

"If you suspend versioning, Amazon S3 automatically adds a null version ID to every subsequent object". CopyObject,
GetObject and HeadObject name it, also of an object that was stored before versioning was enabled; PutObject doesn't:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/AddingObjectstoVersionSuspendedBuckets.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(test_s3_copy_object_in_place_suspended_only)

MiniStack names no version of such an object.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import s3

_Response = tuple[int, dict[str, str], Any]
_VERSION = "x-amz-version-id"


def apply() -> None:
    """Wrap CopyObject, GetObject and HeadObject."""
    for name in ("_copy_object", "_get_object", "_head_object"):
        setattr(s3, name, _naming_version(getattr(s3, name)))


def _naming_version(operation: Callable[..., _Response]) -> Callable[..., _Response]:
    @functools.wraps(operation)
    def handle(bucket_name: str, key: str, *arguments: object) -> _Response:
        status, headers, body = operation(bucket_name, key, *arguments)
        if status in (200, 206) and _VERSION not in headers and bucket_name in s3._bucket_versioning:
            headers = {**headers, _VERSION: "null"}
        return status, headers, body

    return handle
