"""The events that CodePipeline sends to the default event bus.

https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
"""

from typing import Any

from slipway_emulator.services.codepipeline.action import Artifact
from slipway_emulator.services.codepipeline.model import ActionExecution, Execution, Pipeline

PIPELINE = "CodePipeline Pipeline Execution State Change"
STAGE = "CodePipeline Stage Execution State Change"
ACTION = "CodePipeline Action Execution State Change"


def pipeline_detail(pipeline: Pipeline, execution: Execution, state: str) -> dict[str, Any]:
    """Return the detail of a pipeline execution's event; ``state`` is e.g. ``STARTED``."""
    trigger = {"trigger-type": execution.trigger["triggerType"], "trigger-detail": execution.trigger["triggerDetail"]}
    # AWS's events for a push have the pushed commit instead of a trigger type.
    return _detail(pipeline, execution, state) | {"execution-trigger": dict(execution.push) or trigger}


def stage_detail(pipeline: Pipeline, execution: Execution, state: str) -> dict[str, Any]:
    """Return the detail of a stage execution's event."""
    return _detail(pipeline, execution, state) | {"stage": execution.stage["name"]}


def action_detail(pipeline: Pipeline, execution: Execution, action: ActionExecution, state: str) -> dict[str, Any]:
    """Return the detail of an action execution's event."""
    return _detail(pipeline, execution, state) | {
        "stage": action.stage,
        "action": action.name,
        "action-execution-id": action.id,
        "region": pipeline.region,
        "type": action.declaration["actionTypeId"],
        "input-artifacts": [_artifact(artifact) for artifact in action.inputs],
        "output-artifacts": [_artifact(artifact) for artifact in action.outputs],
        **_result(action),
    }


def _detail(pipeline: Pipeline, execution: Execution, state: str) -> dict[str, Any]:
    return {
        "pipeline": pipeline.name,
        "execution-id": execution.id,
        "start-time": execution.started.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "state": state,
        # Both are decimals on AWS.
        "version": float(execution.version),
        "pipeline-execution-attempt": float(execution.attempt),
    }


def _artifact(artifact: Artifact) -> dict[str, Any]:
    return {"name": artifact.name, "s3location": {"bucket": artifact.bucket, "key": artifact.key}}


def _result(action: ActionExecution) -> dict[str, Any]:
    code, message = action.error or (None, None)
    result = {
        "external-execution-id": action.external_execution_id,
        "external-execution-url": action.external_execution_url,
        "external-execution-summary": action.summary or message,
        "error-code": code,
    }
    present = {name: value for name, value in result.items() if value}
    return {"execution-result": present} if present else {}
