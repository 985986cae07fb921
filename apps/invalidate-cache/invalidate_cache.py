"""A pipeline action that invalidates CloudFront's caches of the files that a deployment changed."""

import time
from dataclasses import dataclass

from invalidation import create, is_completed, last_mark, paths_of
from pipeline_action.action import Continue, Done, pipeline_action, seconds_left
from pipeline_action.job import Job
from runtime.aws import SLOWEST_CALL
from runtime.events import Context
from site_versions import changed_keys, stable_versions

_POLL_INTERVAL = 5  # seconds; an invalidation usually takes less than two minutes
_ATTEMPTS = 30  # each waits about half a minute, with a timeout of a minute


@dataclass(frozen=True)
class Parameters:
    """The action's UserParameters.

    Attributes:
        distribution_id: the id of the CloudFront distribution.
        bucket: the distribution's origin, with versioning: the versions show which files changed.
    """

    distribution_id: str
    bucket: str


@dataclass(frozen=True)
class Waiting:
    """An invalidation in progress."""

    invalidation_id: str
    paths: int


def _run(job: Job[Parameters, Waiting], context: Context) -> Done | Continue[Waiting]:
    waiting = job.state or _invalidate(job.parameters)
    if waiting is None:
        return Done("no file that was served before has changed: no cache to clear")
    while not is_completed(job.parameters.distribution_id, waiting.invalidation_id):
        if seconds_left(context) < _POLL_INTERVAL + SLOWEST_CALL:
            return Continue(waiting, f"the invalidation {waiting.invalidation_id} is in progress")
        time.sleep(_POLL_INTERVAL)
    return Done(f"{waiting.paths} paths cleared by the invalidation {waiting.invalidation_id}")


def _invalidate(parameters: Parameters) -> Waiting | None:
    """Create an invalidation of the files that changed; return None if there are none."""
    versions = stable_versions(parameters.bucket)
    keys = changed_keys(versions, last_mark(parameters.distribution_id))
    if not keys:
        return None
    paths = paths_of(keys)
    mark = max(version.last_modified for version in versions)
    return Waiting(create(parameters.distribution_id, paths, mark), len(paths))


handler = pipeline_action(Parameters, _run, state=Waiting, attempts=_ATTEMPTS)
