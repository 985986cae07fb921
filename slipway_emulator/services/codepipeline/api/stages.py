"""The stages of a pipeline: their state, transitions, retries and approvals."""

from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline import answers, store
from slipway_emulator.services.codepipeline.api import views
from slipway_emulator.services.codepipeline.host import utc_now
from slipway_emulator.services.codepipeline.model import FAILED, Stage

Parameters = dict[str, Any]


def get_state(parameters: Parameters) -> Parameters:
    """GetPipelineState."""
    pipeline = store.find(parameters["name"])
    with pipeline.lock:
        return views.state(pipeline)


def enable(parameters: Parameters) -> None:
    """EnableStageTransition."""
    pipeline, stage = _transition(parameters)
    with pipeline.lock:
        _change(stage, enabled=True, reason=None)
        store.engine().open(pipeline, stage)


def disable(parameters: Parameters) -> None:
    """DisableStageTransition."""
    pipeline, stage = _transition(parameters)
    with pipeline.lock:
        _change(stage, enabled=False, reason=parameters["reason"])


def _transition(parameters: Parameters) -> tuple[Any, Stage]:
    pipeline = store.find(parameters["pipelineName"])
    if parameters["transitionType"] != "Inbound":
        raise ServiceError("ValidationException", "The local AWS has no transitions of the type Outbound.")
    return pipeline, store.find_stage(pipeline, parameters["stageName"])


def _change(stage: Stage, *, enabled: bool, reason: str | None) -> None:
    stage.enabled, stage.disabled_reason = enabled, reason
    stage.changed_by, stage.changed_at = caller.arn(), utc_now()


def retry(parameters: Parameters) -> Parameters:
    """RetryStageExecution."""
    pipeline = store.find(parameters["pipelineName"])
    name, id_ = parameters["stageName"], parameters["pipelineExecutionId"]
    with pipeline.lock:
        stage = store.find_stage(pipeline, name)
        execution = stage.latest
        if execution is None or execution.id != id_:
            message = f"The execution {id_} is not the latest in stage {name}."
            raise ServiceError("NotLatestPipelineExecutionException", message)
        current = execution.version == pipeline.declaration["version"]
        if execution.status != FAILED or execution.stages[name] != FAILED or stage.busy or not current:
            message = f"Stage {name} has not failed in the execution {id_}, or the pipeline was updated since."
            raise ServiceError("StageNotRetryableException", message)
        store.engine().retry(pipeline, execution, all_actions=parameters["retryMode"] == "ALL_ACTIONS")
    return {"pipelineExecutionId": id_}


def put_approval(parameters: Parameters) -> Parameters:
    """PutApprovalResult."""
    pipeline = store.find(parameters["pipelineName"])
    stage = store.find_stage(pipeline, parameters["stageName"])
    action = stage.actions.get(parameters["actionName"])
    if action is None or action.declaration["actionTypeId"]["category"] != "Approval":
        message = f"Stage {parameters['stageName']} has no approval {parameters['actionName']} that has run."
        raise ServiceError("ActionNotFoundException", message)
    question = answers.find(pipeline.account, pipeline.region, parameters["token"])
    if question is None or action.token != parameters["token"]:
        raise ServiceError("InvalidApprovalTokenException", "The token is not that of the approval under way.")
    if not question.put(parameters["result"] | {"by": caller.arn()}):
        raise ServiceError("ApprovalAlreadyCompletedException", "The approval has been answered, or is over.")
    return {"approvedAt": utc_now()}
