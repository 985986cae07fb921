"""Clears CloudFront's caches of what a deployment changed, as an action of the pipeline that deployed it."""

import time
from dataclasses import dataclass

from invalidation import is_completed, last_mark, paths_of, start
from pipeline_action.action import Continue, Done, pipeline_action, seconds_left
from pipeline_action.job import Job
from runtime.events import Context
from runtime.sdk import SLOWEST_CALL
from site_versions import changed_keys, settled_versions

_POLL = 5  # seconds; an invalidation usually takes less than two minutes
_ATTEMPTS = 30  # of half a minute each at a timeout of a minute


@dataclass(frozen=True)
class Parameters:
    """The action's UserParameters.

    Attributes:
        distribution_id: of the CloudFront distribution.
        bucket: the distribution's origin, with versioning: its versions tell what changed.
    """

    distribution_id: str
    bucket: str


@dataclass(frozen=True)
class Waiting:
    """An invalidation that is not completed yet."""

    invalidation_id: str
    paths: int


def _run(job: Job[Parameters, Waiting], context: Context) -> Done | Continue[Waiting]:
    waiting = job.state or _started(job.parameters)
    if waiting is None:
        return Done("nothing that was served before has changed: no cache to clear")
    while not is_completed(job.parameters.distribution_id, waiting.invalidation_id):
        if seconds_left(context) < _POLL + SLOWEST_CALL:
            return Continue(waiting, f"the invalidation {waiting.invalidation_id} is in progress")
        time.sleep(_POLL)
    return Done(f"{waiting.paths} paths cleared by the invalidation {waiting.invalidation_id}")


def _started(parameters: Parameters) -> Waiting | None:
    """Start to invalidate what changed; None when nothing did."""
    versions = settled_versions(parameters.bucket)
    keys = changed_keys(versions, last_mark(parameters.distribution_id))
    if not keys:
        return None
    paths = paths_of(keys)
    mark = max(version.last_modified for version in versions)
    return Waiting(start(parameters.distribution_id, paths, mark), len(paths))


handler = pipeline_action(Parameters, _run, state=Waiting, attempts=_ATTEMPTS)
