"""A pipeline action that publishes a built site, with the endpoints of the stage in its ``config.json``.

The page reads ``config.json`` when it loads, so one artifact serves every stage. Only files whose content differs are
uploaded, pages after all others, and nothing is deleted: a page that is open may still load an older asset. With a
distribution, the caches of the files that have changed are cleared before the action ends.

The function's role needs s3:ListBucket on the bucket, s3:PutObject on its objects, and
codepipeline:PutJobSuccessResult and PutJobFailureResult on *. For a distribution it also needs s3:ListBucketVersions on
the bucket, which has versioning, and cloudfront:CreateInvalidation, GetInvalidation and ListInvalidations on the
distribution.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline_action.action import Continue, Done, pipeline_action, seconds_left
from pipeline_action.artifacts import input_name, open_input, write_files
from pipeline_action.errors import ActionError
from pipeline_action.extraction import Limits, extract
from pipeline_action.job import Job
from runtime.aws import SLOWEST_CALL
from runtime.events import Context
from site_cache.clearing import begin, wait
from site_files import etags, in_order, is_unchanged, upload

_CONFIG = "config.json"
_LIMITS = Limits(files=10_000, file_size=64 * 1024**2, total_size=400 * 1024**2)  # /tmp holds 512 MB


@dataclass(frozen=True)
class Parameters:
    """The action's UserParameters, as JSON or as a query string.

    Attributes:
        bucket: the site's bucket.
        config: the content of ``config.json``: a JSON object of strings, e.g. ``{"apiUrl": "https://…"}``; in a query
            string, URL-encoded. By default the artifact's own file is published.
        artifact: name of the input artifact; by default the only one.
        distribution_id: id of the CloudFront distribution whose origin is the bucket; by default there is none.
        max_attempts: maximum number of invocations; each takes up to the function's timeout.
    """

    bucket: str
    config: str = ""
    artifact: str = ""
    distribution_id: str = ""
    max_attempts: int = 10

    def __post_init__(self) -> None:
        if not self.config:
            return
        try:
            values = json.loads(self.config)
        except ValueError:
            values = None
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            raise ValueError('UserParameters: config must be a JSON object of strings, such as {"apiUrl": "https://…"}')


@dataclass(frozen=True)
class Progress:
    """What the earlier invocations have done.

    Attributes:
        uploaded: number of the uploaded files. The next invocation finds those in the bucket.
        summary: summary of the upload; empty until it is complete.
        invalidation_id: the invalidation in progress.
    """

    uploaded: int
    summary: str = ""
    invalidation_id: str = ""


def _run(job: Job[Parameters, Progress], context: Context) -> Done | Continue[Progress]:
    progress = job.state or Progress(0)
    if not progress.summary:
        progress = _publish(job, context, progress.uploaded)
        if not progress.summary:
            return Continue(progress, f"{progress.uploaded} files published so far")
    if progress.invalidation_id and not wait(
        job.parameters.distribution_id, progress.invalidation_id, lambda: seconds_left(context)
    ):
        return Continue(progress, f"{progress.summary}; the invalidation {progress.invalidation_id} is in progress")
    return Done(progress.summary)


def _publish(job: Job[Parameters, Progress], context: Context, count: int) -> Progress:
    """Upload what differs, and begin to clear the caches once that is complete."""
    bucket, distribution = job.parameters.bucket, job.parameters.distribution_id
    with TemporaryDirectory() as name:
        files = _files(job, Path(name))
        present = etags(bucket)
        for key in in_order(list(files)):
            if is_unchanged(files[key], present.get(key)):
                continue
            if seconds_left(context) < SLOWEST_CALL:
                return Progress(count)
            upload(bucket, key, files[key])
            count += 1
    for output in job.outputs:
        report = {"bucket": bucket, "uploaded": count, "files": len(files)}
        write_files(job, output, {"published.json": json.dumps(report).encode()})
    clearing = begin(distribution, bucket) if distribution else None
    return Progress(count, f"{count} of {len(files)} files changed", clearing.invalidation_id if clearing else "")


def _files(job: Job[Parameters, Progress], folder: Path) -> dict[str, Path]:
    """Return key -> file of the site."""
    artifact = input_name(job, job.parameters.artifact)
    with open_input(job, artifact) as source:
        files = extract(source, folder, _LIMITS, f"the artifact {artifact}")
    if "index.html" not in files:
        raise ActionError(f"the artifact {artifact} has no file index.html: it isn't a built site")
    if job.parameters.config:
        files[_CONFIG] = folder / _CONFIG
        files[_CONFIG].write_text(json.dumps(json.loads(job.parameters.config), indent=2, sort_keys=True))
    return files


handler = pipeline_action(Parameters, _run, state=Progress, attempts=lambda parameters: parameters.max_attempts)
