"""Finds the files that changed in the site's bucket, from the object versions that S3 keeps.

Neither a manifest nor other state is stored, which could be lost, or wrong after a run that failed. A cache
can contain everything that the bucket served since the caches were last cleared, and the versions list exactly that.

A file has changed if its ETag has. So a file of which only the headers changed stays in the caches until it expires.
With SSE-KMS every upload has another ETag, so every file that was deployed again counts as changed. A noncurrent
version that a lifecycle rule deleted counts as never served.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import boto3

from runtime.boto3_config import CONFIG

# S3 reports times in whole seconds, and its clock may differ slightly from the function's.
_STABLE_AFTER = timedelta(seconds=2)

_s3 = boto3.client("s3", config=CONFIG)


@dataclass(frozen=True)
class ObjectVersion:
    """A version of an object, or a delete marker, whose ``etag`` is None."""

    key: str
    etag: str | None
    last_modified: datetime
    is_latest: bool


def stable_versions(bucket: str) -> list[ObjectVersion]:
    """Return all versions in the bucket, after waiting until no other can get the time of the newest."""
    while True:
        listed_at = datetime.now(UTC)
        versions = _versions(bucket)
        if all(version.last_modified < listed_at - _STABLE_AFTER for version in versions):
            return versions
        time.sleep(1)


def _versions(bucket: str) -> list[ObjectVersion]:
    pages = _s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    listed: list[Any] = [each for page in pages for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]]
    return [ObjectVersion(each["Key"], each.get("ETag"), each["LastModified"], each["IsLatest"]) for each in listed]


def changed_keys(versions: Iterable[ObjectVersion], mark: datetime | None) -> list[str]:
    """Return the keys whose content at some time since the mark differed from the current content.

    New keys are not included, and so no asset with a hash in its name. A file that was never served is in no cache;
    only CloudFront's cached 404 for it may be, which expires after ten seconds.

    Args:
        versions: all versions in the bucket.
        mark: the time of the newest version at the last invalidation; None if there was no invalidation.
    """
    ordered = sorted(versions, key=lambda each: each.key)
    histories = ((key, list(group)) for key, group in groupby(ordered, key=lambda each: each.key))
    return [key for key, history in histories if _has_changed(history, mark)]


def _has_changed(history: list[ObjectVersion], mark: datetime | None) -> bool:
    # A version was served until the next one replaced it. Each version of one second may have been the last of them:
    # boto3 lists delete markers separately from versions, so their order is lost.
    replaced_at = dict(pairwise(sorted({each.last_modified for each in history})))
    served = (
        each for each in history if mark is None or replaced_at.get(each.last_modified, each.last_modified) > mark
    )
    current = next(each.etag for each in history if each.is_latest)
    return any(each.etag != current for each in served)
