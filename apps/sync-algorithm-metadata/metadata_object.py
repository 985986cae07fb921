"""The metadata objects in S3, one zip for each type of algorithm, updated with optimistic locking."""

import random
import time
from collections.abc import Iterable
from typing import Any

from aws_client.errors import ClientError
from completed_version import AlgorithmType, CompletedVersion
from document import from_zip, merge, to_zip
from runtime.aws import SLOWEST_CALL, setting
from runtime.clients import client
from runtime.events import TransientError

_BUCKET = setting("METADATA_BUCKET")

_MAX_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds, after each attempt that conflicts with another writer
SLOWEST_UPDATE = 2 * SLOWEST_CALL + sum(_MAX_PAUSES)
"""Longest duration of an update, in seconds: one attempt with two slow calls, or all attempts with normal ones."""

# 412: the object has changed; 409: another write is in progress; 404: the object was deleted after it was read.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_CONFLICTS = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}

_s3 = client("s3")


class ConflictError(TransientError):
    """Every attempt conflicted with another writer."""


def update(algorithm_type: AlgorithmType, versions: Iterable[CompletedVersion]) -> bool:
    """Merge versions into the type's metadata object; return False if it contains them already.

    Raises:
        ConflictError: every attempt conflicted with another writer.
        DocumentError: this function did not write the object.
        ClientError: S3 rejected a call.
    """
    changes = list(versions)
    for max_pause in _MAX_PAUSES:
        current, etag = _read(algorithm_type)
        merged = merge(current, changes)
        if merged == current:
            return False
        if _write(algorithm_type, merged, etag):
            return True
        time.sleep(random.uniform(0, max_pause))  # noqa: S311 - jitter between the writers, not cryptography
    raise ConflictError(f"other writers changed {algorithm_type}.zip {len(_MAX_PAUSES)} times in a row")


def _read(algorithm_type: AlgorithmType) -> tuple[list[CompletedVersion], str | None]:
    """Return the object's versions and its ETag; no versions and None if the object doesn't exist."""
    try:
        found = _s3.get_object(Bucket=_BUCKET, Key=f"{algorithm_type}.zip")
    except _s3.exceptions.NoSuchKey:
        return [], None
    return from_zip(algorithm_type, found["Body"].read()), found["ETag"]


def _write(algorithm_type: AlgorithmType, versions: list[CompletedVersion], etag: str | None) -> bool:
    """Write the object if it still has this ETag, or still doesn't exist; return False on a conflict."""
    condition: Any = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
    try:
        _s3.put_object(
            Bucket=_BUCKET,
            Key=f"{algorithm_type}.zip",
            Body=to_zip(algorithm_type, versions),
            ContentType="application/zip",
            **condition,
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in _CONFLICTS:
            return False
        raise
    return True
