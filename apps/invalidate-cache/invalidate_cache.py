"""A pipeline action that invalidates CloudFront's caches of the files that a deployment changed."""

from dataclasses import dataclass

from pipeline_action.action import Continue, Done, pipeline_action, seconds_left
from pipeline_action.job import Job
from runtime.events import Context
from site_cache.clearing import Clearing, begin, wait

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


def _run(job: Job[Parameters, Clearing], context: Context) -> Done | Continue[Clearing]:
    distribution = job.parameters.distribution_id
    clearing = job.state or begin(distribution, job.parameters.bucket)
    if clearing is None:
        return Done("no file that was served before has changed: no cache to clear")
    if not wait(distribution, clearing.invalidation_id, lambda: seconds_left(context)):
        return Continue(clearing, f"the invalidation {clearing.invalidation_id} is in progress")
    return Done(f"{clearing.paths} paths cleared by the invalidation {clearing.invalidation_id}")


handler = pipeline_action(Parameters, _run, state=Clearing, attempts=_ATTEMPTS)
