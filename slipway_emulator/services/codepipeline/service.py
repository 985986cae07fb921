"""Registers CodePipeline with MiniStack."""

from collections.abc import Mapping
from typing import Any

from slipway_emulator.services.registry import Service


def _operations() -> Mapping[str, Any]:
    from slipway_emulator.services.codepipeline.api.operations import OPERATIONS  # noqa: PLC0415 - see Service.operations

    return OPERATIONS


_ON_STAGES = ("OverrideStageCondition", "RetryStageExecution", "RollbackStage")


def _resource(operation: str, parameters: dict[str, Any]) -> str:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html."""
    declaration = parameters.get("pipeline")
    declared_name = declaration.get("name") if isinstance(declaration, dict) else None
    pipeline = parameters.get("pipelineName") or parameters.get("name") or declared_name
    if operation.endswith("StageTransition") or operation in _ON_STAGES:
        return f"{pipeline}/{parameters.get('stageName')}"
    if operation == "PutApprovalResult":
        return f"{pipeline}/{parameters.get('stageName')}/{parameters.get('actionName')}"
    return str(pipeline or parameters.get("resourceArn") or "*")


SERVICE = Service("codepipeline", "CodePipeline_20150709", _operations, _resource)
