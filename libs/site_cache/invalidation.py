"""CloudFront invalidations. Their caller references record up to which version the site was invalidated."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import boto3

from runtime.boto3_config import CONFIG

# CloudFront allows 3000 paths in progress, and the first 1000 in a month are free; "/*" counts as one.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
_MAX_PATHS = 1000
_MAX_SEARCHED = 20  # of the latest invalidations: those that are created by hand are few

_REFERENCE = re.compile(r"invalidate-cache (\S+) [0-9a-f]{16}")

# CloudFront compares paths as viewers send them: only the characters that RFC 1738 calls unsafe are encoded.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
_NOT_ENCODED = "/!$&'()*+,;:=@"

_cloudfront = boto3.client("cloudfront", config=CONFIG)


def paths_of(keys: Iterable[str]) -> list[str]:
    """Return the sorted paths to invalidate for objects with these keys; ``/*`` if there are too many."""
    paths = {f"/{quote(key, safe=_NOT_ENCODED)}" for key in keys}
    if "/index.html" in paths:
        paths.add("/")  # the default root object is cached separately
    return sorted(paths) if len(paths) <= _MAX_PATHS else ["/*"]


def create(distribution_id: str, paths: list[str], mark: datetime) -> str:
    """Create an invalidation of the paths, and return its id.

    The caller reference is derived from the arguments, so a repeated job or a retried stage gets the same
    invalidation.

    Args:
        distribution_id: the id of the distribution.
        paths: paths from `paths_of`.
        mark: the time of the site's newest version, which `last_mark` returns once the invalidation is completed.
    """
    digest = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:16]
    batch = {
        "Paths": {"Quantity": len(paths), "Items": paths},
        "CallerReference": f"invalidate-cache {mark.isoformat()} {digest}",
    }
    created = _cloudfront.create_invalidation(DistributionId=distribution_id, InvalidationBatch=batch)
    invalidation_id: str = created["Invalidation"]["Id"]
    return invalidation_id


def is_completed(distribution_id: str, invalidation_id: str) -> bool:
    """Return whether the paths are removed from all caches."""
    return bool(_get(distribution_id, invalidation_id)["Status"] == "Completed")


def last_mark(distribution_id: str) -> datetime | None:
    """Return the newest mark of the completed invalidations of `create`; None if there are none among the latest.

    Invalidations in progress don't count: their paths are then invalidated again.
    """
    listed = _cloudfront.list_invalidations(DistributionId=distribution_id)["InvalidationList"].get("Items", [])
    completed = [summary for summary in listed if summary["Status"] == "Completed"]
    latest = sorted(completed, key=lambda summary: summary["CreateTime"], reverse=True)[:_MAX_SEARCHED]
    references = [_get(distribution_id, summary["Id"])["InvalidationBatch"]["CallerReference"] for summary in latest]
    marks = [datetime.fromisoformat(match[1]) for match in map(_REFERENCE.fullmatch, references) if match]
    return max(marks, default=None)


def _get(distribution_id: str, invalidation_id: str) -> Any:  # noqa: ANN401 - a type that only boto3's stubs define
    return _cloudfront.get_invalidation(DistributionId=distribution_id, Id=invalidation_id)["Invalidation"]
