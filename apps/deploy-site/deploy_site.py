"""A pipeline action that publishes a built site, with the endpoints of the stage in its ``config.json``.

The page reads ``config.json`` when it loads, so one artifact serves every stage. Only files whose content differs are
uploaded, pages after all others, and nothing is deleted: a page that is open may still load an older asset.

The function's role needs s3:ListBucket on the bucket, s3:PutObject on its objects, and
codepipeline:PutJobSuccessResult and PutJobFailureResult on *.
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
        max_attempts: maximum number of invocations; each takes up to the function's timeout.
    """

    bucket: str
    config: str = ""
    artifact: str = ""
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
    """How many files have been uploaded. The next invocation finds those in the bucket."""

    uploaded: int


def _run(job: Job[Parameters, Progress], context: Context) -> Done | Continue[Progress]:
    count = job.state.uploaded if job.state else 0
    with TemporaryDirectory() as name:
        files = _files(job, Path(name))
        present = etags(job.parameters.bucket)
        for key in in_order(list(files)):
            if is_unchanged(files[key], present.get(key)):
                continue
            if seconds_left(context) < SLOWEST_CALL:
                return Continue(Progress(count), f"{count} files published so far")
            upload(job.parameters.bucket, key, files[key])
            count += 1
    for output in job.outputs:
        report = {"bucket": job.parameters.bucket, "uploaded": count, "files": len(files)}
        write_files(job, output, {"published.json": json.dumps(report).encode()})
    return Done(f"{count} of {len(files)} files changed")


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
