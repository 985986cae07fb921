"""The metadata objects in S3: one zip for each type of algorithm, which no writer overwrites unseen."""

import random
import time
from collections.abc import Iterable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from completed_version import AlgorithmType, CompletedVersion
from document import from_zip, merged, to_zip
from runtime.sdk import CONFIG, SLOWEST_CALL
from runtime.settings import setting

_BUCKET = setting("METADATA_BUCKET")

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds at most, after each attempt that another writer beat
SLOWEST_UPDATE = 2 * SLOWEST_CALL + sum(_PAUSES)
"""Seconds that an update takes: one attempt whose calls hang, or all of them at their usual speed with their pauses."""

# 412: another version is there; 409: another write is under way; 404: the object was deleted since it was read.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_CONFLICTS = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}

_s3 = boto3.client("s3", config=CONFIG)


class ConflictError(Exception):
    """Other writers were faster, each time."""


def update(algorithm_type: AlgorithmType, versions: Iterable[CompletedVersion]) -> bool:
    """Bring the versions into the type's object; False when they change nothing, and so nothing is written.

    Raises:
        ConflictError: other writers were faster, each time.
        UnprocessableError: the object is no document that this function wrote.
        ClientError: S3 refused a call.
    """
    changes = list(versions)
    for pause in _PAUSES:
        current, etag = _read(algorithm_type)
        wanted = merged(current, changes)
        if wanted == current:
            return False
        if _write(algorithm_type, wanted, etag):
            return True
        time.sleep(random.uniform(0, pause))  # noqa: S311 - it only parts the writers
    raise ConflictError(f"{algorithm_type}.zip was changed by others {len(_PAUSES)} times in a row")


def _read(algorithm_type: AlgorithmType) -> tuple[list[CompletedVersion], str | None]:
    """Return the object's versions and its entity tag; no versions and None when there is no object."""
    try:
        found = _s3.get_object(Bucket=_BUCKET, Key=f"{algorithm_type}.zip")
    except _s3.exceptions.NoSuchKey:
        return [], None
    return from_zip(algorithm_type, found["Body"].read()), found["ETag"]


def _write(algorithm_type: AlgorithmType, versions: list[CompletedVersion], etag: str | None) -> bool:
    """Write the object if it is still the one with that tag, or still absent; False when it isn't."""
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
