"""Answering a manual approval."""

from collections.abc import Iterator
from typing import Any

from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline


def answer(pipeline: Pipeline, path: str | None, *, approved: bool, summary: str) -> str:
    """Approve or reject what a pipeline waits for, and return its ``Stage/Action``.

    Args:
        pipeline: that waits.
        path: ``Stage/Action``; None means the only approval that is waited for.
        approved: False rejects, which fails the action.
        summary: shown with the action; may be empty.

    Raises:
        SlipwayError: it waits for no approval, for another, or for several; or somebody else was faster.
    """
    waiting = dict(_waiting(pipeline))
    known = ", ".join(waiting)
    if not waiting:
        raise SlipwayError(f"{pipeline.name} waits for no approval")
    if path is None and len(waiting) > 1:
        raise SlipwayError(f"{pipeline.name} waits for several approvals, name one of them: {known}")
    path = path or next(iter(waiting))
    if path not in waiting:
        raise SlipwayError(f"{pipeline.name} waits for no approval {path}; it waits for: {known}")
    stage, _, action = path.partition("/")
    result = {"summary": summary, "status": "Approved" if approved else "Rejected"}
    errors = pipeline.client.exceptions
    try:
        pipeline.client.put_approval_result(
            pipelineName=pipeline.name, stageName=stage, actionName=action, result=result, token=waiting[path]
        )
    except (errors.ApprovalAlreadyCompletedException, errors.InvalidApprovalTokenException) as error:
        raise SlipwayError(f"{pipeline.name}: {path} has been answered by somebody else meanwhile") from error
    return path


def _waiting(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """Yield ``Stage/Action`` and the token of each approval that is waited for."""
    for stage in pipeline.client.get_pipeline_state(name=pipeline.name)["stageStates"]:
        for action in stage["actionStates"]:
            latest: dict[str, Any] = action.get("latestExecution", {})
            if latest.get("status") == "InProgress" and "token" in latest:
                yield f"{stage['stageName']}/{action['actionName']}", latest["token"]
