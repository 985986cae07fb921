"""What there is to tell about a pipeline's execution."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import boto3

from runtime.events import reason_of
from runtime.sdk import CONFIG

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")  # SHA-1 or SHA-256; S3's version ids look otherwise
_PIPELINE_EVENT = "CodePipeline Pipeline Execution State Change"
_ACTION_EVENT = "CodePipeline Action Execution State Change"

_codepipeline = boto3.client("codepipeline", config=CONFIG)
_logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What happened to the execution."""

    STARTED = "started"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class Commit:
    """A commit that the execution builds."""

    id: str
    summary: str = ""
    url: str | None = None


@dataclass(frozen=True)
class Notice:
    """What one message tells.

    Attributes:
        outcome: what happened.
        pipeline: its name.
        execution_id: of the pipeline's execution.
        region: of the pipeline.
        commits: of its Git sources; none until a source action has run.
        failed_action: e.g. ``Build/Website``, stage first; None unless an action failed.
        reason: why it failed.
        link: shown besides the execution.
    """

    outcome: Outcome
    pipeline: str
    execution_id: str
    region: str
    commits: tuple[Commit, ...] = ()
    failed_action: str | None = None
    reason: str | None = None
    link: str | None = None


def from_event(event: Mapping[str, Any]) -> Notice | None:
    """Return what an event of EventBridge tells; None when it is no start, success or failure.

    Of actions only failures are told. Whoever routes both kinds of event here hears of a failure twice.
    https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
    """
    detail = event["detail"]
    state = str(detail["state"]).lower()
    told = {_PIPELINE_EVENT: list(Outcome), _ACTION_EVENT: [Outcome.FAILED]}
    if state not in told.get(event["detail-type"], []):
        return None
    notice = Notice(Outcome(state), detail["pipeline"], detail["execution-id"], event["region"])
    if event["detail-type"] == _ACTION_EVENT:
        result = detail.get("execution-result") or {}
        reason = result.get("external-execution-summary") or result.get("error-code")
        return replace(notice, failed_action=f"{detail['stage']}/{detail['action']}", reason=reason)
    trigger = detail.get("execution-trigger") or {}
    if _COMMIT.fullmatch(trigger.get("commit-id") or ""):
        return replace(notice, commits=(Commit(trigger["commit-id"], trigger.get("commit-message") or ""),))
    return notice


def with_details(notice: Notice) -> Notice:
    """Return the notice with the commits and the failure's reason, as far as it lacks them and they can be had.

    A message without them is better than none: what CodePipeline refuses to say is logged.
    """
    if not notice.commits:
        notice = replace(notice, commits=_or_nothing(_commits, notice) or ())
    if notice.outcome is Outcome.FAILED and not (notice.failed_action and notice.reason):
        action, reason = _or_nothing(_failure, notice) or (notice.failed_action, notice.reason)
        notice = replace(notice, failed_action=action, reason=reason)
    return notice


def _or_nothing(find: Any, notice: Notice) -> Any:  # noqa: ANN401 - returns what ``find`` returns, or None
    try:
        return find(notice)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no reason to keep the rest from Slack
        about = {"executionId": notice.execution_id, "reason": reason_of(error)}
        _logger.error("the execution's details could not be read", extra=about)  # noqa: TRY400 - the reason says it
        return None


def _commits(notice: Notice) -> tuple[Commit, ...]:
    answer = _codepipeline.get_pipeline_execution(pipelineName=notice.pipeline, pipelineExecutionId=notice.execution_id)
    revisions = answer["pipelineExecution"].get("artifactRevisions", [])
    return tuple(
        Commit(each["revisionId"], _commit_message(each.get("revisionSummary", "")), each.get("revisionUrl"))
        for each in revisions
        if _COMMIT.fullmatch(each.get("revisionId", ""))
    )


def _commit_message(summary: str) -> str:
    """Return a revision's message, which a connection's source wraps in JSON."""
    try:
        return str(json.loads(summary)["CommitMessage"])
    except (ValueError, KeyError, TypeError):
        return summary


def _failure(notice: Notice) -> tuple[str, str] | None:
    """Return the action that failed last and why; None when none did, as when a stage's condition failed."""
    pages = _codepipeline.get_paginator("list_action_executions").paginate(
        pipelineName=notice.pipeline, filter={"pipelineExecutionId": notice.execution_id}
    )
    failed = [each for page in pages for each in page["actionExecutionDetails"] if each["status"] == "Failed"]
    if not failed:
        return None
    last = max(failed, key=lambda each: each["lastUpdateTime"])
    result = last.get("output", {}).get("executionResult", {})
    reason = result.get("errorDetails", {}).get("message") or result.get("externalExecutionSummary")
    return f"{last['stageName']}/{last['actionName']}", reason or "CodePipeline gives no reason"
