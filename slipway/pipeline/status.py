"""The status of a pipeline: stages, actions and latest executions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slipway.pipeline import executions
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import describe_error, one_line

_MAX_EXECUTIONS = 5


@dataclass(frozen=True)
class ActionStatus:
    """The last run of an action.

    Attributes:
        name: unique in its stage.
        status: InProgress, Abandoned, Succeeded or Failed; None if it has never run.
        changed_at: time of the last change of the status, ISO 8601 in UTC.
        revision: revision of a source: a commit's id, or the version of an S3 object.
        summary: the action's message about its result.
        error: code and message of a failure.
        link: URL of e.g. the build in AWS's console; None on the local AWS, which has no console.
        approval: True while it waits for `slipway pipeline approve`.
    """

    name: str
    status: str | None
    changed_at: str | None
    revision: str | None
    summary: str | None
    error: str | None
    link: str | None
    approval: bool


@dataclass(frozen=True)
class StageStatus:
    """The last run of a stage.

    Attributes:
        name: name of the stage.
        status: InProgress, Stopping, Stopped, Succeeded, Failed, Skipped or Cancelled; None if it has never run.
        execution: id of the last execution in it.
        waiting: ids of the executions that wait to enter it.
        disabled: the reason why the transition to it is disabled; None if it is enabled.
        actions: actions in the pipeline's order.
    """

    name: str
    status: str | None
    execution: str | None
    waiting: tuple[str, ...]
    disabled: str | None
    actions: tuple[ActionStatus, ...]


@dataclass(frozen=True)
class ExecutionStatus:
    """An execution.

    Attributes:
        id: a UUID.
        status: InProgress, Stopping, Stopped, Succeeded, Superseded, Cancelled or Failed.
        started_at: ISO 8601 in UTC.
        trigger: e.g. ``WebhookV2``, ``CloudWatchEvent`` or ``StartPipelineExecution``.
        revisions: name of the source action -> revision.
    """

    id: str
    status: str
    started_at: str | None
    trigger: str | None
    revisions: dict[str, str]


@dataclass(frozen=True)
class Status:
    """The status of a pipeline; `slipway pipeline status --json` prints these fields.

    Attributes:
        pipeline: the pipeline's name.
        version: version of its declaration, 1 or more.
        stages: stages in the pipeline's order.
        executions: the five newest, newest first.
    """

    pipeline: str
    version: int
    stages: tuple[StageStatus, ...]
    executions: tuple[ExecutionStatus, ...]


def status(pipeline: Pipeline) -> Status:
    """Return the status of a pipeline."""
    state = pipeline.client.get_pipeline_state(name=pipeline.name)
    return Status(
        pipeline.name,
        pipeline.declaration["version"],
        tuple(_stage(stage, has_console=not pipeline.target.is_local) for stage in state["stageStates"]),
        tuple(map(_execution, executions.newest(pipeline, _MAX_EXECUTIONS))),
    )


def lines(status: Status) -> Iterator[str]:
    """Yield a status as lines of text: the stages with their actions, then the executions."""
    width = max((len(action.name) for stage in status.stages for action in stage.actions), default=0)
    for stage in status.stages:
        yield "  ".join(filter(None, (stage.name, stage.status or "has not run", *_blockers(stage))))
        for action in stage.actions:
            detail = action.error or ("waits for approval" if action.approval else action.revision or action.summary)
            yield f"  {action.name:<{width}}  {action.status or '':<10}  {one_line(detail or '')}".rstrip()
    yield ""
    for execution in status.executions:
        revisions = ", ".join(f"{source} {revision[:12]}" for source, revision in execution.revisions.items())
        columns = (execution.id, f"{execution.status:<10}", execution.started_at, execution.trigger, revisions)
        yield "  ".join(filter(None, columns))
    if not status.executions:
        yield "no execution yet"


def _blockers(stage: StageStatus) -> Iterator[str]:
    if stage.disabled is not None:
        yield f"transition disabled: {stage.disabled}"
    if stage.waiting:
        yield f"waiting to enter: {', '.join(stage.waiting)}"


def _stage(state: dict[str, Any], *, has_console: bool) -> StageStatus:
    latest, transition = state.get("latestExecution", {}), state.get("inboundTransitionState", {})
    inbound = state.get("inboundExecutions") or ([state["inboundExecution"]] if "inboundExecution" in state else [])
    return StageStatus(
        state["stageName"],
        latest.get("status"),
        latest.get("pipelineExecutionId"),
        tuple(execution["pipelineExecutionId"] for execution in inbound),
        None if transition.get("enabled", True) else transition.get("disabledReason", ""),
        tuple(_action(action, has_console=has_console) for action in state["actionStates"]),
    )


def _action(state: dict[str, Any], *, has_console: bool) -> ActionStatus:
    latest = state.get("latestExecution", {})
    error = latest.get("errorDetails")
    return ActionStatus(
        state["actionName"],
        latest.get("status"),
        _time(latest.get("lastStatusChange")),
        state.get("currentRevision", {}).get("revisionId"),
        latest.get("summary"),
        describe_error(error) if error else None,
        latest.get("externalExecutionUrl") if has_console else None,
        latest.get("status") == "InProgress" and "token" in latest,
    )


def _execution(summary: dict[str, Any]) -> ExecutionStatus:
    sources = summary.get("sourceRevisions", [])
    return ExecutionStatus(
        summary["pipelineExecutionId"],
        summary["status"],
        _time(summary.get("startTime")),
        summary.get("trigger", {}).get("triggerType"),
        {source["actionName"]: source.get("revisionId", "") for source in sources},
    )


def _time(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if time else None
