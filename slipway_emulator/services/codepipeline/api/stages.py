"""The operations on stages: state, transitions, retries and approvals."""

from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import pending_jobs, registry, rollback, stage_steps
from slipway_emulator.services.codepipeline.api import views
from slipway_emulator.services.codepipeline.host import utc_now
from slipway_emulator.services.codepipeline.model import BEFORE_ENTRY, FAILED, ON_SUCCESS, Pipeline, Stage

Parameters = dict[str, Any]


def get_state(parameters: Parameters) -> Parameters:
    """GetPipelineState."""
    pipeline = registry.find(parameters["name"])
    with pipeline.lock:
        return views.state(pipeline)


def enable(parameters: Parameters) -> None:
    """EnableStageTransition."""
    pipeline, stage = _transition(parameters)
    with pipeline.lock:
        _set_transition(stage, enabled=True, reason=None)
        registry.engine().admit_waiting(pipeline, stage)


def disable(parameters: Parameters) -> None:
    """DisableStageTransition."""
    pipeline, stage = _transition(parameters)
    with pipeline.lock:
        _set_transition(stage, enabled=False, reason=parameters["reason"])


def _transition(parameters: Parameters) -> tuple[Pipeline, Stage]:
    pipeline = registry.find(parameters["pipelineName"])
    if parameters["transitionType"] != "Inbound":
        raise ServiceError("ValidationException", "The local AWS doesn't support transitions of type Outbound.")
    return pipeline, _find_stage(pipeline, parameters["stageName"])


def _find_stage(pipeline: Pipeline, name: str) -> Stage:
    if stage := pipeline.stages.get(name):
        return stage
    raise ServiceError("StageNotFoundException", f"The pipeline {pipeline.name} has no stage {name}.")


def _set_transition(stage: Stage, *, enabled: bool, reason: str | None) -> None:
    stage.enabled, stage.disabled_reason = enabled, reason
    stage.changed_by, stage.changed_at = caller.arn(), utc_now()


def retry(parameters: Parameters) -> Parameters:
    """RetryStageExecution."""
    pipeline = registry.find(parameters["pipelineName"])
    name, id_ = parameters["stageName"], parameters["pipelineExecutionId"]
    with pipeline.lock:
        stage = _find_stage(pipeline, name)
        execution = stage.latest
        if execution is None or execution.id != id_:
            message = f"The execution {id_} is not the latest in stage {name}."
            raise ServiceError("NotLatestPipelineExecutionException", message)
        is_current = execution.version == pipeline.declaration["version"]
        if execution.status != FAILED or execution.stages[name] != FAILED or stage.busy or not is_current:
            message = f"Stage {name} has not failed in the execution {id_}, or the pipeline was updated since."
            raise ServiceError("StageNotRetryableException", message)
        registry.engine().retry(pipeline, execution, all_actions=parameters["retryMode"] == "ALL_ACTIONS")
    return {"pipelineExecutionId": id_}


def roll_back(parameters: Parameters) -> Parameters:
    """RollbackStage."""
    pipeline = registry.find(parameters["pipelineName"])
    stage, id_ = parameters["stageName"], parameters["targetPipelineExecutionId"]
    _find_stage(pipeline, stage)
    with pipeline.lock:
        target = pipeline.find_execution(id_)
        if target is None:
            message = f"The pipeline {pipeline.name} has no execution {id_}."
            raise ServiceError("PipelineExecutionNotFoundException", message)
        if target.version != pipeline.declaration["version"]:
            message = f"The pipeline was updated after the start of the execution {id_}."
            raise ServiceError("PipelineExecutionOutdatedException", message)
        if reason := rollback.refusal(target, stage):
            raise ServiceError("UnableToRollbackStageException", reason)
        execution = registry.engine().roll_back(pipeline, stage, target, ("ManualRollback", caller.arn()))
    return {"pipelineExecutionId": execution.id}


def override_condition(parameters: Parameters) -> None:
    """OverrideStageCondition."""
    pipeline = registry.find(parameters["pipelineName"])
    name, id_ = parameters["stageName"], parameters["pipelineExecutionId"]
    kind = {"BEFORE_ENTRY": BEFORE_ENTRY, "ON_SUCCESS": ON_SUCCESS}[parameters["conditionType"]]
    with pipeline.lock:
        execution = _find_stage(pipeline, name).latest
        if execution is None or execution.id != id_:
            message = f"The execution {id_} is not the latest in stage {name}."
            raise ServiceError("NotLatestPipelineExecutionException", message)
        condition = execution.conditions.get((name, kind))
        if condition is None or not stage_steps.is_overridable(execution, name, condition):
            message = f"The condition {parameters['conditionType']} of stage {name} is neither in progress nor failed."
            raise ServiceError("ConditionNotOverridableException", message)
        registry.engine().override_condition(pipeline, execution, condition)


def put_approval(parameters: Parameters) -> Parameters:
    """PutApprovalResult."""
    pipeline = registry.find(parameters["pipelineName"])
    stage = _find_stage(pipeline, parameters["stageName"])
    action = stage.actions.get(parameters["actionName"])
    if action is None or action.declaration["actionTypeId"]["category"] != "Approval":
        message = f"Stage {parameters['stageName']} has no started approval {parameters['actionName']}."
        raise ServiceError("ActionNotFoundException", message)
    approval = pending_jobs.find(pipeline.account, pipeline.region, parameters["token"])
    if approval is None or action.token != parameters["token"]:
        raise ServiceError("InvalidApprovalTokenException", "The token doesn't match the approval in progress.")
    if not approval.complete(parameters["result"] | {"by": caller.arn()}):
        raise ServiceError("ApprovalAlreadyCompletedException", "The approval is already completed.")
    return {"approvedAt": utc_now()}
