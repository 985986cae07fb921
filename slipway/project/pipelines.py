"""Running the pipelines of a project's stacks."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say
from slipway.pipeline import executions, view
from slipway.pipeline.declaration import Pipeline, load
from slipway.pipeline.executions import Execution
from slipway.pipeline.follow import follow
from slipway.pipeline.start import start
from slipway.pipeline.wait import ExecutionError
from slipway.project import repositories
from slipway.system.process import LineCallback

_MAX_RUNNING = 20  # newest executions among which running ones are looked for


def ensure_succeeded(
    project: Project,
    target: Target,
    name: str,
    on_line: LineCallback,
    make_view: Callable[[Pipeline], Callable[[Execution], None]] | None = None,
) -> None:
    """Run a pipeline unless its last execution succeeded with the current revisions of its sources.

    If an execution is running, waits for it instead of starting another.

    Args:
        project: project whose repositories may be sources of the pipeline on the local AWS.
        target: the account and region.
        name: name of the pipeline.
        on_line: called with messages, and after a failure with the last lines of the failed action's log.
        make_view: returns the function that shows an execution; by default a line for each change of an action.

    Raises:
        SlipwayError: there is no such pipeline.
        ExecutionError: the execution ended without success; names the failed action and the reason.
    """
    pipeline = load(target, name)
    found = executions.newest(pipeline)
    for newest in found:
        if newest["status"] == "Succeeded" and not _has_new_revision(project, pipeline, newest):
            if make_view:
                make_view(pipeline)(executions.read(pipeline, newest["pipelineExecutionId"]))
            on_line(f"{newest['pipelineExecutionId']} has succeeded with the current sources")
            return
    # By the same answer: an execution that ends in the meantime counts, too.
    execution: str | None = _running(found) or start(pipeline, {}, {})
    while execution:
        show = make_view(pipeline) if make_view else view.changes(pipeline, on_line)
        execution = _wait(pipeline, execution, on_line, show)


def follow_live(project: Project, target: Target, _stack: Stack, name: str) -> None:
    """Run a pipeline as `ensure_succeeded` does, with a live view of its actions."""
    say(f"Pipeline {name}:")
    ensure_succeeded(project, target, name, say, view.live)


def is_running(target: Target, name: str) -> bool:
    """Return whether an execution of a pipeline is in progress.

    Raises:
        SlipwayError: there is no such pipeline.
    """
    return _running(executions.newest(load(target, name), _MAX_RUNNING)) is not None


def stop(target: Target, name: str, reason: str = "functions were deployed after it started") -> None:
    """Stop the running executions of a pipeline immediately.

    Args:
        target: the account and region.
        name: name of the pipeline.
        reason: is shown with the executions.

    Raises:
        SlipwayError: there is no such pipeline.
    """
    pipeline = load(target, name)
    errors = pipeline.client.exceptions
    for execution in executions.newest(pipeline, _MAX_RUNNING):
        if execution["status"] == "InProgress":
            with suppress(errors.PipelineExecutionNotStoppableException):  # it ended in the meantime
                pipeline.client.stop_pipeline_execution(
                    pipelineName=pipeline.name,
                    pipelineExecutionId=execution["pipelineExecutionId"],
                    abandon=True,
                    reason=reason,
                )


def _running(newest: list[dict[str, Any]]) -> str | None:
    """Return the id of the newest execution if it is running."""
    ids = (each["pipelineExecutionId"] for each in newest if each["status"] == "InProgress")
    return next(ids, None)


def _wait(pipeline: Pipeline, execution: str, on_line: LineCallback, show: Callable[[Execution], None]) -> str | None:
    """Wait for an execution; return the id of a newer one that a source started, which counts instead."""
    try:
        follow(pipeline, execution, show, on_line)
    except ExecutionError as error:
        later = error.superseded_by or _running(executions.newest(pipeline))
        if not later:
            raise
        on_line(str(error))
        return later
    return _running(executions.newest(pipeline))


def _has_new_revision(project: Project, pipeline: Pipeline, execution: dict[str, Any]) -> bool:
    """Return whether a source has another revision than the execution used."""
    used = {source["actionName"]: source.get("revisionId") for source in execution.get("sourceRevisions", [])}
    current = {name: _revision(project, pipeline.target, source) for name, source in pipeline.sources().items()}
    return any(revision and revision != used.get(name) for name, revision in current.items())


def _revision(project: Project, target: Target, source: dict[str, Any]) -> str | None:
    """Return the newest revision of a source; None if its provider is another, or the source doesn't exist."""
    provider, settings = source["actionTypeId"]["provider"], source["configuration"]
    if provider == "CodeStarSourceConnection":
        if not target.is_local:
            return None  # a push starts an execution
        return repositories.head(project, settings["FullRepositoryId"], settings["BranchName"])
    if provider != "S3":
        return None
    s3 = target.client("s3")
    try:
        response = s3.head_object(Bucket=settings["S3Bucket"], Key=settings["S3ObjectKey"])
    except s3.exceptions.ClientError:
        return None
    return str(response["VersionId"]) if "VersionId" in response else None
