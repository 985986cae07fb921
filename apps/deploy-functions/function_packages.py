"""The zips of functions in the input artifact, as `slipway package` makes them."""

import re
from pathlib import Path
from typing import Any

from lambda_release.upload import MAX_SIZE
from pipeline_action.artifacts import input_name, open_input
from pipeline_action.errors import ActionError
from pipeline_action.extraction import Limits, check, extract
from pipeline_action.job import Job
from release_parameters import MAX_FUNCTIONS, Parameters

_PACKAGE = re.compile(r"([A-Za-z0-9_-]+)\.zip")
# The artifact may be a whole repository; /tmp holds 512 MB.
_ARTIFACT = Limits(files=20_000, file_size=MAX_SIZE, total_size=400 * 1024**2)
# 250 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_FUNCTION = Limits(files=50_000, file_size=250 * 1024**2, total_size=250 * 1024**2)


def extract_packages(job: Job[Parameters, Any], folder: Path) -> dict[str, Path]:
    """Extract the zips of the functions into a folder, and check each.

    Returns:
        App -> its zip.

    Raises:
        ActionError: an artifact or a zip is missing, is corrupt, or is too large or has a path outside of its folder.
        ClientError: S3 rejected a call.
    """
    artifact = input_name(job, job.parameters.artifact)
    names = set(job.parameters.names)

    def is_wanted(path: str) -> bool:
        match = _PACKAGE.fullmatch(path)
        return match is not None and (not names or match[1] in names)

    with open_input(job, artifact) as source:
        files = extract(source, folder, _ARTIFACT, f"the artifact {artifact}", is_wanted)
    packages = {path.removesuffix(".zip"): file for path, file in sorted(files.items())}
    if missing := sorted(names - packages.keys()) or ([] if packages else ["<app>"]):
        raise ActionError(f"the artifact {artifact} has no file {', '.join(f'{name}.zip' for name in missing)}")
    if len(packages) > MAX_FUNCTIONS:
        raise ActionError(f"the artifact {artifact} has more than {MAX_FUNCTIONS} functions: name some in functions")
    for app, path in packages.items():
        check(path, _FUNCTION, f"{app}.zip of the artifact {artifact}")
    return packages
