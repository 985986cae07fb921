"""Clearing the caches of the files that a deployment changed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from runtime.aws import SLOWEST_CALL
from site_cache.invalidation import create, is_completed, last_mark, paths_of
from site_cache.versions import changed_keys, stable_versions

_POLL_INTERVAL = 5  # seconds; an invalidation usually takes less than two minutes


@dataclass(frozen=True)
class Clearing:
    """An invalidation in progress.

    Attributes:
        invalidation_id: id of the invalidation.
        paths: their number.
    """

    invalidation_id: str
    paths: int


def begin(distribution_id: str, bucket: str) -> Clearing | None:
    """Create an invalidation of the files that have changed since the last one; return None if there are none.

    Args:
        distribution_id: the id of the CloudFront distribution.
        bucket: the distribution's origin, with versioning: the versions show which files changed.
    """
    versions = stable_versions(bucket)
    keys = changed_keys(versions, last_mark(distribution_id))
    if not keys:
        return None
    paths = paths_of(keys)
    mark = max(version.last_modified for version in versions)
    return Clearing(create(distribution_id, paths, mark), len(paths))


def wait(distribution_id: str, invalidation_id: str, seconds_left: Callable[[], float]) -> bool:
    """Wait until an invalidation is completed; return False if it isn't when the time ends.

    Args:
        distribution_id: the id of the distribution.
        invalidation_id: id from `begin`.
        seconds_left: returns how long the caller may still run.
    """
    while not is_completed(distribution_id, invalidation_id):
        if seconds_left() < _POLL_INTERVAL + SLOWEST_CALL:
            return False
        time.sleep(_POLL_INTERVAL)
    return True
