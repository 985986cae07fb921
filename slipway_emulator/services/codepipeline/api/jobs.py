"""The operations on jobs."""

from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import pending_jobs
from slipway_emulator.services.codepipeline.pending_jobs import PendingJob

Parameters = dict[str, Any]
# Bytes of all output variables of an action: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
_MAX_VARIABLES = 122_880


def put_success(parameters: Parameters) -> None:
    """PutJobSuccessResult; with a continuation token, the function is invoked again."""
    variables = parameters.get("outputVariables", {})
    if sum(len(f"{name}{value}".encode()) for name, value in variables.items()) > _MAX_VARIABLES:
        message = f"The output variables of the job have more than {_MAX_VARIABLES} bytes."
        raise ServiceError("OutputVariablesSizeExceededException", message)
    _complete(parameters)


def put_failure(parameters: Parameters) -> None:
    """PutJobFailureResult."""
    _complete(parameters)


def get_details(parameters: Parameters) -> Parameters:
    """GetJobDetails."""
    job = _find(parameters["jobId"])
    return {"jobDetails": {"id": job.id, "accountId": job.context.account, "data": job.data | _context(job)}}


def _complete(parameters: Parameters) -> None:
    if not _find(parameters["jobId"]).complete(parameters):
        raise ServiceError("InvalidJobStateException", f"The job {parameters['jobId']} is no longer in progress.")


def _find(id_: str) -> PendingJob:
    job = pending_jobs.find(caller.account(), caller.region(), id_)
    if job is None or not job.data:  # without data it is an approval
        raise ServiceError("JobNotFoundException", f"The job {id_} doesn't exist.")
    return job


def _context(job: PendingJob) -> Parameters:
    context = job.context
    return {
        "actionTypeId": {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"},
        "pipelineContext": {
            "pipelineName": context.pipeline,
            "stage": {"name": context.stage},
            "action": {"name": context.action, "actionExecutionId": context.action_execution_id},
            "pipelineArn": f"arn:aws:codepipeline:{context.region}:{context.account}:{context.pipeline}",
            "pipelineExecutionId": context.execution_id,
        },
    }
