"""CodePipeline as MiniStack sees it: which operations are answered, and on what each is authorized."""

from typing import Any

from slipway.local.aws_json import Operation, Response, answer
from slipway.local.codepipeline.api import executions, jobs, pipelines, stages
from slipway.local.services import Service

OPERATIONS: dict[str, Operation] = {
    "CreatePipeline": pipelines.create,
    "DeletePipeline": pipelines.delete,
    "DisableStageTransition": stages.disable,
    "EnableStageTransition": stages.enable,
    "GetJobDetails": jobs.get_details,
    "GetPipeline": pipelines.get,
    "GetPipelineExecution": executions.get,
    "GetPipelineState": stages.get_state,
    "ListActionExecutions": executions.list_actions,
    "ListPipelineExecutions": executions.list_all,
    "ListPipelines": pipelines.list_all,
    "ListTagsForResource": pipelines.list_tags,
    "PutApprovalResult": stages.put_approval,
    "PutJobFailureResult": jobs.put_failure,
    "PutJobSuccessResult": jobs.put_success,
    "RetryStageExecution": stages.retry,
    "StartPipelineExecution": executions.start,
    "StopPipelineExecution": executions.stop,
    "TagResource": pipelines.tag,
    "UntagResource": pipelines.untag,
    "UpdatePipeline": pipelines.update,
}


async def handle_request(
    method: str,  # noqa: ARG001 - a service of MiniStack takes all five
    path: str,  # noqa: ARG001
    headers: dict[str, str],
    body: bytes,
    query_params: dict[str, Any],  # noqa: ARG001
) -> Response:
    """Answer one request."""
    return answer("codepipeline", OPERATIONS, headers["x-amz-target"], body)


def _resource(operation: str, parameters: dict[str, Any]) -> str:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html."""
    declared = parameters.get("pipeline")
    named = declared.get("name") if isinstance(declared, dict) else None
    pipeline = parameters.get("pipelineName") or parameters.get("name") or named
    if operation.endswith("StageTransition") or operation == "RetryStageExecution":
        return f"{pipeline}/{parameters.get('stageName')}"
    if operation == "PutApprovalResult":
        return f"{pipeline}/{parameters.get('stageName')}/{parameters.get('actionName')}"
    return str(pipeline or parameters.get("resourceArn") or "*")


SERVICE = Service("codepipeline", "CodePipeline_20150709", handle_request, _resource)
