"""Approving or rejecting a manual approval."""

from collections.abc import Iterator
from typing import Any

from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline


def answer(pipeline: Pipeline, path: str | None, *, approved: bool, summary: str) -> str:
    """Approve or reject a pending approval of a pipeline, and return its ``Stage/Action``.

    Args:
        pipeline: the pipeline.
        path: ``Stage/Action``; None for the only pending approval.
        approved: False rejects the approval, which fails the action.
        summary: shown with the action; may be empty.

    Raises:
        SlipwayError: there is no pending approval, or another one, or several; or someone else was faster.
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
    result = {"summary": summary, "status": "Approved" if approved else "Rejected"}
    errors = pipeline.client.exceptions
    try:
        pipeline.client.put_approval_result(
            pipelineName=pipeline.name, stageName=stage, actionName=action, result=result, token=tokens[path]
        )
    except (errors.ApprovalAlreadyCompletedException, errors.InvalidApprovalTokenException) as error:
        raise SlipwayError(f"{pipeline.name}: {path} has been answered by someone else meanwhile") from error
    return path


def pending(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """Yield ``Stage/Action`` and the token of each pending approval."""
    for stage in pipeline.client.get_pipeline_state(name=pipeline.name)["stageStates"]:
        for action in stage["actionStates"]:
            latest: dict[str, Any] = action.get("latestExecution", {})
            if latest.get("status") == "InProgress" and "token" in latest:
                yield f"{stage['stageName']}/{action['actionName']}", latest["token"]
