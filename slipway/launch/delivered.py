"""The state of a stack that a pipeline applies on the local AWS, and the lock that a killed build leaves on it."""

import json
import time

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.project import pipelines, state, state_lock
from slipway.terraform import hcl

# Seconds in which the builds of a stopped execution end: CodeBuild's poll, and five for their processes.
_TIMEOUT = 30
_INTERVAL = 0.2


def read_state(project: Project, stack: Stack, target: Target) -> str:
    """Return the text of a stack's state in the project's environment; empty before the first apply.

    Raises:
        SlipwayError: the stack's file of the environment doesn't say where the state is.
    """
    return state.read_object(target, *_location(project, stack))


def remove_stale_lock(project: Project, stack: Stack, target: Target, pipeline: str) -> None:
    """Remove the lock that a killed Terraform has left on a stack's state, after the pipeline's builds have ended.

    Does nothing while an execution of the pipeline is in progress, which may own the lock.

    Args:
        project: the stack's project.
        stack: that the pipeline applies.
        target: the local AWS.
        pipeline: the name of the pipeline.

    Raises:
        SlipwayError: there is no such pipeline, or `read_state` would raise it.
    """
    if pipelines.is_running(target, pipeline):
        return
    _wait_for_builds(target, pipeline)
    bucket, key = _location(project, stack)
    state_lock.remove_stale(target.client("s3"), bucket, key, stack, project.root / stack.directory)


def _location(project: Project, stack: Stack) -> tuple[str, str]:
    """Return the bucket and the key of a stack's state."""
    file = project.root / stack.directory / "environments" / f"{project.environment}.s3.tfbackend"
    try:
        settings = hcl.document(file.read_text(encoding="utf-8"))
        bucket, key = (json.loads(settings.expression(name) or "") for name in ("bucket", "key"))
    except (OSError, ValueError) as error:
        path = file.relative_to(project.root)
        raise SlipwayError(f'{path} must say where the state is: bucket = "…" and key = "…"') from error
    return str(bucket), str(key)


def _wait_for_builds(target: Target, pipeline: str) -> None:
    """Wait until no build of a pipeline runs. They continue for a moment after their execution was stopped."""
    client, deadline = target.client("codebuild"), time.monotonic() + _TIMEOUT
    while ids := client.list_builds()["ids"]:  # newest first, at most 100
        builds = client.batch_get_builds(ids=ids)["builds"]
        if not any(not each["buildComplete"] and each["initiator"] == f"codepipeline/{pipeline}" for each in builds):
            return
        if time.monotonic() > deadline:
            return  # state_lock and Terraform name the lock's owner
        time.sleep(_INTERVAL)
