"""The facts about a pipeline execution that a message contains."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

import boto3

from runtime.boto3_config import CONFIG
from runtime.events import reason_of

T = TypeVar("T")

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")  # SHA-1 or SHA-256, but not a version id of S3
_PIPELINE_EVENT = "CodePipeline Pipeline Execution State Change"
_ACTION_EVENT = "CodePipeline Action Execution State Change"

_codepipeline = boto3.client("codepipeline", config=CONFIG)
_logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """The states of an execution that are posted."""

    STARTED = "started"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class Commit:
    """A commit in the execution's sources."""

    id: str
    summary: str = ""
    url: str | None = None


@dataclass(frozen=True)
class Notice:
    """The content of one message.

    Attributes:
        outcome: the state of the execution.
        pipeline: the name of the pipeline.
        execution_id: the id of the execution.
        region: the pipeline's region.
        commits: the commits of the Git sources; empty until a source action has run.
        failed_action: stage and action, e.g. ``Build/Website``; None unless an action failed.
        reason: the error of the failed action.
        link: a link to show next to the execution.
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
    """Return the notice for an EventBridge event; None unless it is a start, a success or a failure.

    An action's event gives a notice only if the action failed. A rule that matches the events of both pipelines and
    actions therefore gives two notices for a failure.
    https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html

    Raises:
        LookupError, TypeError: the event isn't CodePipeline's.
    """
    detail = event["detail"]
    state = str(detail["state"]).lower()
    posted = {_PIPELINE_EVENT: list(Outcome), _ACTION_EVENT: [Outcome.FAILED]}
    if state not in posted.get(event["detail-type"], []):
        return None
    pipeline, execution, region = map(_text, (detail["pipeline"], detail["execution-id"], event["region"]))
    notice = Notice(Outcome(state), pipeline, execution, region)
    if event["detail-type"] == _ACTION_EVENT:
        result = {**(detail.get("execution-result") or {})}
        reason = _text(result.get("external-execution-summary") or result.get("error-code") or "")
        return replace(notice, failed_action=f"{detail['stage']}/{detail['action']}", reason=reason or None)
    trigger = {**(detail.get("execution-trigger") or {})}
    if _COMMIT.fullmatch(trigger.get("commit-id") or ""):
        return replace(notice, commits=(Commit(trigger["commit-id"], _text(trigger.get("commit-message") or "")),))
    return notice


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def with_details(notice: Notice) -> Notice:
    """Return the notice with the commits and the reason of a failure, as far as CodePipeline returns them.

    An error of CodePipeline is logged, since a message without details is better than none.
    """
    if not notice.commits:
        notice = replace(notice, commits=_or_none(_commits, notice) or ())
    lacks_reason = notice.outcome is Outcome.FAILED and not (notice.failed_action and notice.reason)
    if lacks_reason and (failure := _or_none(_failure, notice)):
        notice = replace(notice, failed_action=failure[0], reason=failure[1])
    return notice


def _or_none(fetch: Callable[[Notice], T], notice: Notice) -> T | None:
    try:
        return fetch(notice)
    except Exception as error:  # noqa: BLE001 - no error may prevent the message
        fields = {"executionId": notice.execution_id, "reason": reason_of(error)}
        _logger.error("the execution's details could not be read", extra=fields)  # noqa: TRY400 - the reason is enough
        return None


def _commits(notice: Notice) -> tuple[Commit, ...]:
    found = _codepipeline.get_pipeline_execution(pipelineName=notice.pipeline, pipelineExecutionId=notice.execution_id)
    revisions = found["pipelineExecution"].get("artifactRevisions", [])
    return tuple(
        Commit(
            revision["revisionId"], _commit_message(revision.get("revisionSummary", "")), revision.get("revisionUrl")
        )
        for revision in revisions
        if _COMMIT.fullmatch(revision.get("revisionId", ""))
    )


def _commit_message(summary: str) -> str:
    """Return the commit message in a revision's summary. A source that uses a connection wraps it in JSON."""
    try:
        return str(json.loads(summary)["CommitMessage"])
    except (ValueError, KeyError, TypeError):
        return summary


def _failure(notice: Notice) -> tuple[str, str] | None:
    """Return the action that failed last and its error; None if no action failed, but e.g. a stage's condition."""
    pages = _codepipeline.get_paginator("list_action_executions").paginate(
        pipelineName=notice.pipeline, filter={"pipelineExecutionId": notice.execution_id}
    )
    failed = [action for page in pages for action in page["actionExecutionDetails"] if action["status"] == "Failed"]
    if not failed:
        return None
    last = max(failed, key=lambda action: action["lastUpdateTime"])
    result = last.get("output", {}).get("executionResult", {})
    reason = result.get("errorDetails", {}).get("message") or result.get("externalExecutionSummary")
    return f"{last['stageName']}/{last['actionName']}", reason or "CodePipeline gives no reason"
