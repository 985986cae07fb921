"""The state of a stack that a pipeline applies on the local AWS, and the lock that a killed build leaves on it."""

import json
import time
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.project import pipelines, state, state_lock
from slipway.terraform import hcl

_TIMEOUT = 900  # seconds in which the builds of a stopped execution end
_INTERVAL = 0.5


def read_state(project: Project, stack: Stack, target: Target) -> str:
    """Return the text of a stack's state in the project's environment; empty before the first apply.

    Raises:
        SlipwayError: the stack's file of the environment doesn't say where the state is.
    """
    return state.read_object(target, *_location(project, stack))


def remove_stale_lock(project: Project, stack: Stack, target: Target, pipeline: str) -> None:
    """Remove the lock that a killed Terraform has left on a stack's state, after the pipeline's builds have ended.

    The builds of a stopped execution continue, and one of them may own the lock. Does nothing while an execution is in
    progress, or if the builds take too long.

    Args:
        project: the stack's project.
        stack: stack that the pipeline applies.
        target: the local AWS.
        pipeline: the name of the pipeline.

    Raises:
        SlipwayError: there is no such pipeline, or `read_state` would raise it.
    """
    if pipelines.is_running(target, pipeline):
        return
    s3, (bucket, key) = target.client("s3"), _location(project, stack)
    if state_lock.is_locked(s3, bucket, key) and _have_builds_ended(target, pipeline):
        state_lock.remove_stale(s3, bucket, key, stack, project.root / stack.directory)


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


def _have_builds_ended(target: Target, pipeline: str) -> bool:
    """Wait until no build of a pipeline runs; return False if one still does."""
    client, deadline = target.client("codebuild"), time.monotonic() + _TIMEOUT
    is_said = False
    while _is_building(client, pipeline):
        if time.monotonic() > deadline:
            return False
        if not is_said:
            say(f"waiting for the builds of {pipeline}, which may change the state …")
            is_said = True
        time.sleep(_INTERVAL)
    return True


def _is_building(client: Any, pipeline: str) -> bool:  # noqa: ANN401 - boto3's
    ids = client.list_builds()["ids"]  # newest first, at most 100
    builds = client.batch_get_builds(ids=ids)["builds"] if ids else []
    return any(not each["buildComplete"] and each["initiator"] == f"codepipeline/{pipeline}" for each in builds)
