"""The results of jobs."""

from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline import answers
from slipway_emulator.services.codepipeline.answers import Question

Parameters = dict[str, Any]


def put_success(parameters: Parameters) -> None:
    """PutJobSuccessResult; with a continuation token, the function is invoked again with it."""
    _put(parameters)


def put_failure(parameters: Parameters) -> None:
    """PutJobFailureResult."""
    _put(parameters)


def get_details(parameters: Parameters) -> Parameters:
    """GetJobDetails."""
    job = _find(parameters["jobId"])
    return {"jobDetails": {"id": job.id, "accountId": job.context.account, "data": job.content | _context(job)}}


def _put(parameters: Parameters) -> None:
    if not _find(parameters["jobId"]).put(parameters):
        raise ServiceError("InvalidJobStateException", f"The job {parameters['jobId']} is over.")


def _find(id_: str) -> Question:
    question = answers.find(caller.account(), caller.region(), id_)
    if question is None or not question.content:
        raise ServiceError("JobNotFoundException", f"There is no job {id_}.")
    return question


def _context(job: Question) -> Parameters:
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
