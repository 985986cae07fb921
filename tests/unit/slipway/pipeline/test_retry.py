"""Retrying the failed stage of the latest execution."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.retry import retry


@pytest.fixture
def ended(target, execution_id):
    """``ended("Failed", Build="Failed")`` stubs the status of the latest execution and of its stages."""

    def ended(status: str, execution: str = execution_id, **stages: str) -> None:
        summaries = [{"pipelineExecutionId": execution_id, "status": status}]
        newest = {"pipelineExecutionSummaries": summaries}
        states = [
            {"stageName": name, "latestExecution": {"pipelineExecutionId": execution, "status": stage}}
            for name, stage in stages.items()
        ]
        states.append({"stageName": "Publish"})
        target.answer("list_pipeline_executions", newest, pipelineName="dev-site", maxResults=1)
        target.answer("get_pipeline_state", {"stageStates": states}, name="dev-site")
        if not any(stage in {"Failed", "Stopped"} and execution == execution_id for stage in stages.values()):
            target.answer("list_pipeline_executions", newest, pipelineName="dev-site", maxResults=1)

    return ended


@pytest.mark.parametrize(("all_actions", "mode"), [(False, "FAILED_ACTIONS"), (True, "ALL_ACTIONS")])
@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_the_failed_stage_is_retried(pipeline, target, ended, execution_id, all_actions, mode, status):
    ended(status, Source="Succeeded", Build=status)
    target.answer(
        "retry_stage_execution",
        {"pipelineExecutionId": execution_id},
        pipelineName="dev-site",
        stageName="Build",
        pipelineExecutionId=execution_id,
        retryMode=mode,
    )

    assert retry(pipeline, all_actions=all_actions) == (execution_id, "Build")


def test_a_successful_execution_can_not_be_retried(pipeline, ended, execution_id):
    ended("Succeeded", Source="Succeeded", Build="Succeeded")
    with pytest.raises(SlipwayError, match=f"^nothing to retry: the latest .* dev-site, {execution_id}, is Succeeded$"):
        retry(pipeline, all_actions=False)


def test_the_failed_stage_of_an_older_execution_is_not_retried(pipeline, ended):
    ended("InProgress", execution="older", Build="Failed")
    with pytest.raises(SlipwayError, match=r"is InProgress$"):
        retry(pipeline, all_actions=False)
