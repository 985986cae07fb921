"""Retrying the failed stage of the latest execution."""

from botocore.exceptions import ClientError

from slipway.aws.errors import message
from slipway.errors import SlipwayError
from slipway.pipeline import executions
from slipway.pipeline.declaration import Pipeline


def retry(pipeline: Pipeline, *, all_actions: bool) -> tuple[str, str]:
    """Retry the stage in which the latest execution failed, and return the execution's id and the stage's name.

    Args:
        pipeline: the pipeline.
        all_actions: whether the stage's actions that succeeded run again too.

    Raises:
        SlipwayError: the latest execution hasn't failed, or the stage can't be retried.
    """
    execution = executions.latest_id(pipeline)
    stages = pipeline.client.get_pipeline_state(name=pipeline.name)["stageStates"]
    latest = {stage["stageName"]: stage.get("latestExecution", {}) for stage in stages}
    failed = [
        name
        for name, run in latest.items()
        if run.get("pipelineExecutionId") == execution and run.get("status") in {"Failed", "Stopped"}
    ]
    if not failed:
        status = executions.newest(pipeline)[0]["status"]
        raise SlipwayError(f"nothing to retry: the latest execution of {pipeline.name}, {execution}, is {status}")
    try:
        pipeline.client.retry_stage_execution(
            pipelineName=pipeline.name,
            stageName=failed[0],
            pipelineExecutionId=execution,
            retryMode="ALL_ACTIONS" if all_actions else "FAILED_ACTIONS",
        )
    except ClientError as error:
        raise SlipwayError(f"{failed[0]} of {pipeline.name} can't be retried: {message(error)}") from error
    return execution, failed[0]
