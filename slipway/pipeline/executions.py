"""The executions of a pipeline, and the status of their actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slipway.console.output import printable
from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline

_ACTIVE = ("InProgress", "Stopping")  # statuses of an execution that hasn't ended


@dataclass(frozen=True)
class Action:
    """The last run of an action in an execution.

    Attributes:
        stage: the name of its stage.
        name: the action's name, unique in the stage.
        category: CodePipeline's: Source, Build, Deploy, Test, Invoke, Approval or Compute.
        provider: e.g. ``CodeBuild``.
        status: InProgress, Abandoned, Succeeded or Failed; None if it hasn't started.
        started_at: time of the start.
        updated_at: time of the last change of the status.
        configuration: configuration with resolved variables.
        external_id: id of e.g. the build that it started.
        link: URL of e.g. the build in AWS's console; None on the local AWS, which has no console.
        summary: the action's message about its result.
        error: code and message of a failure, e.g. ``JobFailed: …``.
    """

    stage: str
    name: str
    category: str
    provider: str
    status: str | None = None
    started_at: datetime | None = None
    updated_at: datetime | None = None
    configuration: dict[str, str] = field(default_factory=dict)
    external_id: str | None = None
    link: str | None = None
    summary: str | None = None
    error: str | None = None

    @property
    def path(self) -> str:
        """Stage and action, e.g. ``Build/Site``."""
        return f"{self.stage}/{self.name}"


@dataclass(frozen=True)
class Execution:
    """The state of an execution of a pipeline.

    Attributes:
        pipeline: the pipeline's name.
        id: a UUID.
        status: InProgress, Stopping, Stopped, Succeeded, Superseded, Cancelled or Failed.
        summary: CodePipeline's message about the status; may be empty.
        actions: all actions of the pipeline in its order, including those that haven't started.
    """

    pipeline: str
    id: str
    status: str
    summary: str
    actions: tuple[Action, ...]

    @property
    def is_active(self) -> bool:
        """Whether it hasn't ended."""
        return self.status in _ACTIVE


def newest(pipeline: Pipeline, count: int = 1) -> list[dict[str, Any]]:
    """Return the newest executions, newest first, in the format of ListPipelineExecutions."""
    response = pipeline.client.list_pipeline_executions(pipelineName=pipeline.name, maxResults=count)
    return list(response["pipelineExecutionSummaries"])


def latest_id(pipeline: Pipeline) -> str:
    """Return the id of the newest execution.

    Raises:
        SlipwayError: there is none.
    """
    for summary in newest(pipeline):
        return str(summary["pipelineExecutionId"])
    raise SlipwayError(f"{pipeline.name} has not run yet: `slipway pipeline start {pipeline.name}`")


def read(pipeline: Pipeline, execution: str) -> Execution:
    """Return the current state of an execution.

    Raises:
        SlipwayError: the pipeline has no such execution.
    """
    client, errors = pipeline.client, pipeline.client.exceptions
    try:
        response = client.get_pipeline_execution(pipelineName=pipeline.name, pipelineExecutionId=execution)
    except (errors.PipelineExecutionNotFoundException, errors.ValidationException) as error:
        raise SlipwayError(f"{pipeline.name} has no execution {execution!r}") from error
    details = response["pipelineExecution"]
    started = _started(pipeline, execution)
    declared = {
        (stage, action["name"]): Action(
            stage, action["name"], action["actionTypeId"]["category"], action["actionTypeId"]["provider"]
        )
        for stage, action in pipeline.actions()
    }
    # Actions that were removed from the pipeline since the execution started come last.
    actions = tuple((declared | started).values())
    return Execution(pipeline.name, execution, details["status"], details.get("statusSummary", ""), actions)


def superseded_by(pipeline: Pipeline, execution: str) -> str | None:
    """Return the id of the execution that superseded another: the one after it."""
    pages = pipeline.client.get_paginator("list_pipeline_executions").paginate(pipelineName=pipeline.name)
    newer: list[dict[str, Any]] = []
    for summary in (summary for page in pages for summary in page["pipelineExecutionSummaries"]):
        if summary["pipelineExecutionId"] == execution:
            break
        newer.append(summary)
    return str(newer[-1]["pipelineExecutionId"]) if newer else None


def _started(pipeline: Pipeline, execution: str) -> dict[tuple[str, str], Action]:
    """Return the last run of each action that has started, by stage and name."""
    pages = pipeline.client.get_paginator("list_action_executions").paginate(
        pipelineName=pipeline.name, filter={"pipelineExecutionId": execution}
    )
    details = [detail for page in pages for detail in page["actionExecutionDetails"]]
    details.sort(key=lambda detail: detail["startTime"])
    has_console = not pipeline.target.is_local
    return {(detail["stageName"], detail["actionName"]): _action(detail, has_console=has_console) for detail in details}


def _action(detail: dict[str, Any], *, has_console: bool) -> Action:
    result = detail.get("output", {}).get("executionResult", {})
    error = result.get("errorDetails")
    kind = detail["input"]["actionTypeId"]
    return Action(
        detail["stageName"],
        detail["actionName"],
        kind["category"],
        kind["provider"],
        status=detail["status"],
        started_at=detail["startTime"],
        updated_at=detail.get("lastUpdateTime"),
        configuration=detail["input"].get("resolvedConfiguration") or detail["input"].get("configuration", {}),
        external_id=result.get("externalExecutionId"),
        link=result.get("externalExecutionUrl") if has_console else None,
        summary=result.get("externalExecutionSummary"),
        error=describe_error(error) if error else None,
    )


def describe_error(details: Mapping[str, str]) -> str:
    """Return the code and message of a failure on one line."""
    parts = (details.get("code", ""), one_line(details.get("message", "")))
    return ": ".join(part for part in parts if part)


def one_line(text: str) -> str:
    """Return text on one line, without terminal control characters."""
    return " ".join(printable(text).split())
