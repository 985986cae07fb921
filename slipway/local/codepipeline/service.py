"""CodePipeline as MiniStack sees it: what answers its requests, and on what each is authorized."""

from typing import Any

from slipway.local.services import Response, Service


async def handle_request(
    method: str,  # noqa: ARG001 - a service of MiniStack takes all five
    path: str,  # noqa: ARG001
    headers: dict[str, str],
    body: bytes,
    query_params: dict[str, Any],  # noqa: ARG001
) -> Response:
    """Answer one request."""
    # They import boto3, which would cost every start of the local AWS a quarter of a second.
    from slipway.local.aws_json import answer  # noqa: PLC0415
    from slipway.local.codepipeline.api import OPERATIONS  # noqa: PLC0415

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
