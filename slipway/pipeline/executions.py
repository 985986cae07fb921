"""The executions of a pipeline: how far they and their actions have come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slipway.console.output import printable
from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline

# The statuses of an execution that will change by themselves.
_UNDER_WAY = ("InProgress", "Stopping")


@dataclass(frozen=True)
class Action:
    """An action in an execution, as it went the last time.

    Attributes:
        stage: the name of its stage.
        name: its own name, unique in the stage.
        category: CodePipeline's: Source, Build, Deploy, Test, Invoke, Approval or Compute.
        provider: e.g. ``CodeBuild``.
        status: InProgress, Abandoned, Succeeded or Failed; None when it has not begun.
        started_at: when it began.
        updated_at: when its status last changed.
        configuration: with the variables resolved.
        external_id: of what it ran, e.g. of a build.
        link: URL of what it ran, in AWS's console; None on the local AWS, which has none.
        summary: what it says of its result.
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
        """Stage and action, as ``Build/Site``."""
        return f"{self.stage}/{self.name}"


@dataclass(frozen=True)
class Execution:
    """An execution of a pipeline at one time.

    Attributes:
        pipeline: the pipeline's name.
        id: a UUID.
        status: InProgress, Stopping, Stopped, Succeeded, Superseded, Cancelled or Failed.
        summary: what CodePipeline says of the status; may be empty.
        actions: all of the pipeline's, in its order, those to come too.
    """

    pipeline: str
    id: str
    status: str
    summary: str
    actions: tuple[Action, ...]

    @property
    def is_under_way(self) -> bool:
        """True while its status will change by itself."""
        return self.status in _UNDER_WAY


def newest(pipeline: Pipeline, count: int = 1) -> list[dict[str, Any]]:
    """Return the newest executions, newest first, as ListPipelineExecutions summarizes them."""
    answer = pipeline.client.list_pipeline_executions(pipelineName=pipeline.name, maxResults=count)
    return list(answer["pipelineExecutionSummaries"])


def latest_id(pipeline: Pipeline) -> str:
    """Return the id of the newest execution.

    Raises:
        SlipwayError: there is none.
    """
    for summary in newest(pipeline):
        return str(summary["pipelineExecutionId"])
    raise SlipwayError(f"{pipeline.name} has not run yet: `slipway pipeline start {pipeline.name}`")


def read(pipeline: Pipeline, execution: str) -> Execution:
    """Return an execution as it is now.

    Raises:
        SlipwayError: the pipeline has no such execution.
    """
    client = pipeline.client
    try:
        found = client.get_pipeline_execution(pipelineName=pipeline.name, pipelineExecutionId=execution)
    except client.exceptions.PipelineExecutionNotFoundException as error:
        raise SlipwayError(f"{pipeline.name} has no execution {execution}") from error
    status, summary = found["pipelineExecution"]["status"], found["pipelineExecution"].get("statusSummary", "")
    begun = _begun(pipeline, execution)
    declared = {
        (stage, action["name"]): Action(
            stage, action["name"], action["actionTypeId"]["category"], action["actionTypeId"]["provider"]
        )
        for stage, action in pipeline.actions()
    }
    # What the pipeline had when the execution began, and has no more, comes last.
    return Execution(pipeline.name, execution, status, summary, tuple((declared | begun).values()))


def superseded_by(pipeline: Pipeline, execution: str) -> str | None:
    """Return the id of the execution that took the place of another: the next one that went on."""
    pages = pipeline.client.get_paginator("list_pipeline_executions").paginate(pipelineName=pipeline.name)
    newer: list[dict[str, Any]] = []
    for summary in (summary for page in pages for summary in page["pipelineExecutionSummaries"]):
        if summary["pipelineExecutionId"] == execution:
            break
        newer.append(summary)
    return str(newer[-1]["pipelineExecutionId"]) if newer else None


def _begun(pipeline: Pipeline, execution: str) -> dict[tuple[str, str], Action]:
    """Return the actions that have begun, each as it went the last time."""
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
    """Return CodePipeline's code and message of a failure on one line."""
    parts = (details.get("code", ""), one_line(details.get("message", "")))
    return ": ".join(part for part in parts if part)


def one_line(text: str) -> str:
    """Return what a commit or a build said on one line, without what a terminal would obey."""
    return " ".join(printable(text).split())
