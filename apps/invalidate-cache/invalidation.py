"""CloudFront's invalidations, and in their names what they knew."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import boto3

from runtime.sdk import CONFIG

# CloudFront takes 3000 paths in progress, and a month's first 1000 are free; "/*" counts as one.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
_MAX_PATHS = 1000
_LOOKED_AT = 20  # of the last invalidations, in search of one of ours: others, made by hand, are few

_REFERENCE = re.compile(r"invalidate-cache (\S+) [0-9a-f]{16}")

# CloudFront matches a path as viewers send it: what RFC 1738 calls unsafe encoded, and nothing else.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
_LEFT_AS_IT_IS = "/!$&'()*+,;:=@"

_cloudfront = boto3.client("cloudfront", config=CONFIG)


def paths_of(keys: Iterable[str]) -> list[str]:
    """Return the paths to invalidate for the objects with these keys, sorted; one for all when there are too many."""
    paths = {f"/{quote(key, safe=_LEFT_AS_IT_IS)}" for key in keys}
    if "/index.html" in paths:
        paths.add("/")  # the default root object has an entry of its own in the cache
    return sorted(paths) if len(paths) <= _MAX_PATHS else ["/*"]


def start(distribution_id: str, paths: list[str], mark: datetime) -> str:
    """Start to invalidate the paths, and return the invalidation's id.

    The caller reference follows from what is asked for: whoever asks again for the same, as a job that is repeated or
    a stage that is retried, gets the same invalidation.

    Args:
        distribution_id: of the distribution.
        paths: as returned by `paths_of`.
        mark: time of the newest version that was looked at, which `last_mark` returns later.
    """
    digest = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:16]
    batch = {
        "Paths": {"Quantity": len(paths), "Items": paths},
        "CallerReference": f"invalidate-cache {mark.isoformat()} {digest}",
    }
    answer = _cloudfront.create_invalidation(DistributionId=distribution_id, InvalidationBatch=batch)
    invalidation_id: str = answer["Invalidation"]["Id"]
    return invalidation_id


def is_completed(distribution_id: str, invalidation_id: str) -> bool:
    """Tell whether no cache holds the paths any more."""
    return bool(_get(distribution_id, invalidation_id)["Status"] == "Completed")


def last_mark(distribution_id: str) -> datetime | None:
    """Return the newest mark among our completed invalidations; None when there is none, or none in sight.

    One that is not completed is not counted on: what it was to clear is then asked for again.
    """
    answer = _cloudfront.list_invalidations(DistributionId=distribution_id)
    summaries = answer["InvalidationList"].get("Items", [])
    completed = [each for each in summaries if each["Status"] == "Completed"]
    last = sorted(completed, key=lambda each: each["CreateTime"], reverse=True)[:_LOOKED_AT]
    references = [_get(distribution_id, each["Id"])["InvalidationBatch"]["CallerReference"] for each in last]
    marks = [datetime.fromisoformat(found[1]) for found in map(_REFERENCE.fullmatch, references) if found]
    return max(marks, default=None)


def _get(distribution_id: str, invalidation_id: str) -> Any:  # noqa: ANN401 - of a type that only the stubs know
    return _cloudfront.get_invalidation(DistributionId=distribution_id, Id=invalidation_id)["Invalidation"]
