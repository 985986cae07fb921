"""What changed in the site's bucket, told by the versions that S3 keeps.

No manifest and no state of our own: those can be lost, and can be wrong after a run that failed half-way. A cache can
hold whatever the bucket served since the caches were last cleared, and that is what the versions are.

A file counts as changed when its ETag does. So a file of which only the headers changed stays in the caches until it
expires, and with SSE-KMS, where each upload has another ETag, everything that was deployed again counts as changed.
A noncurrent version that a lifecycle rule removed counts as one that was never served.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import boto3

from runtime.sdk import CONFIG

# S3 tells times in whole seconds, and its clock may differ a little from the function's.
_SETTLED = timedelta(seconds=2)

_s3 = boto3.client("s3", config=CONFIG)


@dataclass(frozen=True)
class ObjectVersion:
    """A version of an object, or its deletion, whose ``etag`` is None."""

    key: str
    etag: str | None
    last_modified: datetime
    is_latest: bool


def settled_versions(bucket: str) -> list[ObjectVersion]:
    """Return all versions in the bucket, once the newest is so old that none of its second can be missing."""
    while True:
        asked = datetime.now(UTC)
        versions = _versions(bucket)
        if all(version.last_modified < asked - _SETTLED for version in versions):
            return versions
        time.sleep(1)


def _versions(bucket: str) -> list[ObjectVersion]:
    pages = _s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    found: list[Any] = [each for page in pages for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]]
    return [ObjectVersion(each["Key"], each.get("ETag"), each["LastModified"], each["IsLatest"]) for each in found]


def changed_keys(versions: Iterable[ObjectVersion], mark: datetime | None) -> list[str]:
    """Return the keys whose content, at some time since the mark, was another than now.

    A key that is new isn't among them, and so no asset with a hash in its name: what was never served is in no cache,
    but for CloudFront's memory of its absence, which lasts ten seconds.

    Args:
        versions: all of the bucket's.
        mark: the newest version that the last invalidation knew; None when there was none.
    """
    ordered = sorted(versions, key=lambda each: each.key)
    histories = ((key, list(group)) for key, group in groupby(ordered, key=lambda each: each.key))
    return [key for key, history in histories if _has_changed(history, mark)]


def _has_changed(history: list[ObjectVersion], mark: datetime | None) -> bool:
    # A version was served until the next one replaced it. Of those of one second each may have been the last: boto3
    # hands out deletions apart from versions, and with that their order is lost.
    replaced_at = dict(pairwise(sorted({each.last_modified for each in history})))
    served = (
        each for each in history if mark is None or replaced_at.get(each.last_modified, each.last_modified) > mark
    )
    current = next(each.etag for each in history if each.is_latest)
    return any(each.etag != current for each in served)
