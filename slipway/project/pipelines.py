"""A stack's pipeline brought to where it has succeeded with what there is."""

from contextlib import suppress
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.pipeline import executions, view
from slipway.pipeline.declaration import Pipeline, load
from slipway.pipeline.start import start
from slipway.pipeline.wait import ExecutionError, wait
from slipway.project import repositories
from slipway.system.process import LineCallback

_MOST_RUNNING = 20  # newest executions that are looked through for those that run


def settle(project: Project, target: Target, name: str, on_line: LineCallback) -> None:
    """Start a pipeline unless it runs, or has succeeded with the sources as they are, and wait for its end.

    Args:
        project: whose repositories its sources may be.
        target: the local AWS.
        name: of the pipeline.
        on_line: gets each change of an action.

    Raises:
        SlipwayError: there is no such pipeline.
        ExecutionError: it ended without success; says which action failed, and why.
    """
    pipeline = load(target, name)
    for newest in executions.newest(pipeline):
        if newest["status"] == "Succeeded" and not _outdated(project, pipeline, newest):
            on_line(f"{newest['pipelineExecutionId']} has succeeded with the sources as they are")
            return
    execution: str | None = _running(pipeline) or start(pipeline, {}, {})
    while execution:
        execution = _wait(pipeline, execution, on_line)


def stop(target: Target, name: str) -> None:
    """Stop what runs of a pipeline, at once, since functions that it invokes were deployed.

    Raises:
        SlipwayError: there is no such pipeline.
    """
    pipeline = load(target, name)
    errors = pipeline.client.exceptions
    for execution in executions.newest(pipeline, _MOST_RUNNING):
        if execution["status"] == "InProgress":
            with suppress(errors.PipelineExecutionNotStoppableException):  # it has just ended
                pipeline.client.stop_pipeline_execution(
                    pipelineName=pipeline.name,
                    pipelineExecutionId=execution["pipelineExecutionId"],
                    abandon=True,
                    reason="functions were deployed since it began",
                )


def _running(pipeline: Pipeline) -> str | None:
    """Return the newest execution's id if it may yet succeed."""
    ids = (newest["pipelineExecutionId"] for newest in executions.newest(pipeline) if newest["status"] == "InProgress")
    return next(ids, None)


def _wait(pipeline: Pipeline, execution: str, on_line: LineCallback) -> str | None:
    """Wait for an execution, and return the one that a source has started meanwhile, by which all is judged then."""
    try:
        wait(pipeline, execution, view.changes(on_line))
    except ExecutionError as error:
        later = error.superseded_by or _running(pipeline)
        if not later:
            raise
        on_line(str(error))
        return later
    return _running(pipeline)


def _outdated(project: Project, pipeline: Pipeline, execution: dict[str, Any]) -> bool:
    """Tell whether a source has another revision than the execution had of it."""
    built = {source["actionName"]: source.get("revisionId") for source in execution.get("sourceRevisions", [])}
    now = {name: _revision(project, pipeline.target, source) for name, source in pipeline.sources().items()}
    return any(revision and revision != built.get(name) for name, revision in now.items())


def _revision(project: Project, target: Target, source: dict[str, Any]) -> str | None:
    """Return the newest revision of a source; None of one that can't be asked, or isn't there."""
    provider, settings = source["actionTypeId"]["provider"], source["configuration"]
    if provider == "CodeStarSourceConnection":
        return repositories.head(project, settings["FullRepositoryId"], settings["BranchName"])
    if provider != "S3":
        return None
    s3 = target.client("s3")
    try:
        answer = s3.head_object(Bucket=settings["S3Bucket"], Key=settings["S3ObjectKey"])
    except s3.exceptions.ClientError:
        return None
    return str(answer["VersionId"]) if "VersionId" in answer else None
