"""Approving or rejecting a manual approval."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from slipway.aws.errors import message
from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline

# https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html
_MAX_SUMMARY = 512


def answer(pipeline: Pipeline, path: str | None, *, approved: bool, summary: str) -> str:
    """Approve or reject a pending approval of a pipeline, and return its ``Stage/Action``.

    Args:
        pipeline: the pipeline.
        path: ``Stage/Action``; None for the only pending approval.
        approved: False rejects the approval, which fails the action.
        summary: shown with the action; may be empty.

    Raises:
        SlipwayError: there is no pending approval, or another one, or several; someone else was faster, or
            CodePipeline refused the answer.
    """
    tokens = dict(pending(pipeline))
    known = ", ".join(tokens)
    if not tokens:
        raise SlipwayError(f"{pipeline.name} waits for no approval")
    if path is None and len(tokens) > 1:
        raise SlipwayError(f"{pipeline.name} waits for several approvals, name one of them: {known}")
    path = path or next(iter(tokens))
    if path not in tokens:
        raise SlipwayError(f"{pipeline.name} waits for no approval {path}; it waits for: {known}")
    stage, _, action = path.partition("/")
    if len(summary) > _MAX_SUMMARY:
        raise SlipwayError(f"the summary has {len(summary)} characters; CodePipeline accepts {_MAX_SUMMARY}")
    result = {"summary": summary, "status": "Approved" if approved else "Rejected"}
    errors = pipeline.client.exceptions
    try:
        pipeline.client.put_approval_result(
            pipelineName=pipeline.name, stageName=stage, actionName=action, result=result, token=tokens[path]
        )
    except (errors.ApprovalAlreadyCompletedException, errors.InvalidApprovalTokenException) as error:
        raise SlipwayError(f"{pipeline.name}: {path} has been answered by someone else meanwhile") from error
    except ClientError as error:
        raise SlipwayError(f"{pipeline.name}: {path} can't be answered: {message(error)}") from error
    return path


def pending(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """Yield ``Stage/Action`` and the token of each pending approval."""
    for stage in pipeline.client.get_pipeline_state(name=pipeline.name)["stageStates"]:
        for action in stage["actionStates"]:
            latest: dict[str, Any] = action.get("latestExecution", {})
            if latest.get("status") == "InProgress" and "token" in latest:
                yield f"{stage['stageName']}/{action['actionName']}", latest["token"]
