"""Approving and rejecting pending approvals."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.approval import answer


@pytest.fixture
def waits(target):
    """``waits("Release/Approve", …)`` stubs the pipeline's state, with these pending approvals."""

    def waits(*paths: str) -> None:
        stages = [
            {
                "stageName": path.split("/")[0],
                "actionStates": [
                    {
                        "actionName": path.split("/")[1],
                        "latestExecution": {"status": "InProgress", "token": f"token of {path}"},
                    }
                ],
            }
            for path in paths
        ]
        # These aren't pending: one runs, one has never run, and one was answered.
        other = [
            {"actionName": "Site", "latestExecution": {"status": "InProgress"}},
            {"actionName": "Notify"},
            {"actionName": "Old", "latestExecution": {"status": "Succeeded", "token": "old"}},
        ]
        stages.append({"stageName": "Build", "actionStates": other})
        target.answer("get_pipeline_state", {"pipelineName": "dev-site", "stageStates": stages}, name="dev-site")

    return waits


@pytest.mark.parametrize("path", [None, "Release/Approve"])
@pytest.mark.parametrize(("approved", "status"), [(True, "Approved"), (False, "Rejected")])
def test_the_approval_is_answered_with_its_token(pipeline, target, waits, noon, path, approved, status):
    waits("Release/Approve")
    target.answer(
        "put_approval_result",
        {"approvedAt": noon},
        pipelineName="dev-site",
        stageName="Release",
        actionName="Approve",
        result={"summary": "looked at it", "status": status},
        token="token of Release/Approve",
    )

    assert answer(pipeline, path, approved=approved, summary="looked at it") == "Release/Approve"


def test_no_pending_approval_is_an_error(pipeline, waits):
    waits()
    with pytest.raises(SlipwayError, match=r"^dev-site waits for no approval$"):
        answer(pipeline, None, approved=True, summary="")


def test_several_pending_approvals_are_an_error_without_a_name(pipeline, waits):
    waits("A/One", "B/Two")
    with pytest.raises(SlipwayError, match="waits for several approvals, name one of them: A/One, B/Two"):
        answer(pipeline, None, approved=True, summary="")


def test_another_pending_approval_is_an_error(pipeline, waits):
    waits("A/One")
    with pytest.raises(SlipwayError, match="waits for no approval B/Two; it waits for: A/One"):
        answer(pipeline, "B/Two", approved=True, summary="")


@pytest.mark.parametrize("code", ["ApprovalAlreadyCompletedException", "InvalidApprovalTokenException"])
def test_an_approval_that_someone_else_answered_is_an_error(pipeline, target, waits, code):
    waits("A/One")
    target.refuse("put_approval_result", code)
    with pytest.raises(SlipwayError, match="A/One has been answered by someone else meanwhile"):
        answer(pipeline, None, approved=True, summary="")
