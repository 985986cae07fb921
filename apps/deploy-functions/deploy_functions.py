"""A pipeline action that releases Lambda functions: new code, a version, a check, and the alias moves to it.

The input artifact has the zips of `slipway package`, ``<app>.zip`` for the function ``<environment>-<app>``. No alias
moves until every version is published and has started. `release_parameters` describes the UserParameters. An output
artifact, if the action has one, gets ``released.json``: of each function the version, and the one before. Each app is
an output variable with the version as its value.

The function's role needs lambda:GetFunction, GetAlias, UpdateFunctionCode, PublishVersion, InvokeFunction, UpdateAlias
and CreateAlias on the functions (with and without ``:*``), cloudwatch:DescribeAlarms on * for alarms, and
codepipeline:PutJobSuccessResult and PutJobFailureResult on *. Give it a timeout of several minutes and 512 MB of
memory. The action's own timeout in the pipeline must be longer than the canary.
"""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from canary_state import Progress
from function_packages import extract_packages
from lambda_release.release import Release
from pipeline_action.action import Continue, Done, pipeline_action, seconds_left
from pipeline_action.artifacts import write_files
from pipeline_action.errors import ActionError
from pipeline_action.job import Job
from release_parameters import Parameters
from releases import assert_alarms, end_canary, finish, poll_canary, prepare_all, start
from runtime.events import Context

_INTERVAL = 5  # seconds between two checks of a canary
_RESERVED = 15  # seconds for the writes after the last check, and to go back
REPORT_FILE = "released.json"


@dataclass(frozen=True)
class Released:
    """A function in the output artifact."""

    function: str
    version: str
    previous: str
    changed: bool


def _run(job: Job[Parameters, Progress], context: Context) -> Done | Continue[Progress]:
    progress = job.state or _release(job, context)
    if isinstance(progress, Done):
        return progress
    if not progress.bakes_until:
        return Continue(progress, "the functions are being updated")
    while time.time() < progress.bakes_until:
        poll_canary(job.parameters, progress)
        if seconds_left(context) < _INTERVAL + _RESERVED:
            return _pause(job, progress)
        time.sleep(_INTERVAL)
    return _done(job, end_canary(job.parameters, progress))


def _release(job: Job[Parameters, Progress], context: Context) -> Done | Progress:
    """Publish and check the versions of all functions, and move the aliases or start the canary."""
    assert_alarms(job.parameters)
    with TemporaryDirectory() as folder:
        packages = extract_packages(job, Path(folder))
        releases = prepare_all(job.parameters, packages, lambda: seconds_left(context) > _RESERVED)
    if releases is None:
        return Progress()
    if job.parameters.canary and (split := start(job.parameters, releases)):
        return split
    return _done(job, finish(releases))


def _pause(job: Job[Parameters, Progress], progress: Progress) -> Continue[Progress]:
    """Continue a canary in the next invocation, if there is one."""
    limit = job.parameters.max_attempts
    if job.attempt >= limit:
        reason = f"the canary takes longer than the {limit} invocations of maxAttempts"
        end_canary(job.parameters, progress, reason)
        raise ActionError(reason)
    return Continue(progress, f"{job.parameters.canary} % of the invocations reach the new versions")


def _done(job: Job[Parameters, Progress], releases: list[Release]) -> Done:
    released = [Released(each.function.name, each.version, each.before, each.is_pending) for each in releases]
    report = {
        "alias": job.parameters.alias,
        "commit": job.parameters.commit,
        "functions": [asdict(each) for each in released],
    }
    for name in job.outputs:
        write_files(job, name, {REPORT_FILE: json.dumps(report, indent=2).encode()})
    summary = ", ".join(f"{each.function} {each.version}" for each in released) + f" on {job.parameters.alias}"
    prefix = f"{job.parameters.environment}-"
    return Done(summary, {each.function.removeprefix(prefix): each.version for each in released})


handler = pipeline_action(Parameters, _run, state=Progress, attempts=lambda parameters: parameters.max_attempts)
