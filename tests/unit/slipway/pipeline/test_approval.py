"""The one approval that is waited for, found and answered."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.approval import answer


@pytest.fixture
def waits(target):
    """``waits("Release/Approve", …)``: the pipeline's state has these approvals waiting, with a token each."""

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
        # Neither waits: one runs, one has never run, and one was answered.
        other = [
            {"actionName": "Site", "latestExecution": {"status": "InProgress"}},
            {"actionName": "Tell"},
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


def test_nothing_waits(pipeline, waits):
    waits()
    with pytest.raises(SlipwayError, match=r"^dev-site waits for no approval$"):
        answer(pipeline, None, approved=True, summary="")


def test_of_several_one_must_be_named(pipeline, waits):
    waits("A/One", "B/Two")
    with pytest.raises(SlipwayError, match="waits for several approvals, name one of them: A/One, B/Two"):
        answer(pipeline, None, approved=True, summary="")


def test_another_one_waits(pipeline, waits):
    waits("A/One")
    with pytest.raises(SlipwayError, match="waits for no approval B/Two; it waits for: A/One"):
        answer(pipeline, "B/Two", approved=True, summary="")


@pytest.mark.parametrize("code", ["ApprovalAlreadyCompletedException", "InvalidApprovalTokenException"])
def test_somebody_else_was_faster(pipeline, target, waits, code):
    waits("A/One")
    target.refuse("put_approval_result", code)
    with pytest.raises(SlipwayError, match="A/One has been answered by somebody else meanwhile"):
        answer(pipeline, None, approved=True, summary="")
