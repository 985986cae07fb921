"""Executions of a pipeline, and of its actions."""

from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.services.aws_json import ServiceError, page
from slipway_emulator.services.codepipeline import store
from slipway_emulator.services.codepipeline.api import views
from slipway_emulator.services.codepipeline.model import (
    IN_PROGRESS,
    STOPPING,
    SUCCEEDED,
    ActionExecution,
    Execution,
    Pipeline,
)

Parameters = dict[str, Any]
_PAGE = 100


def start(parameters: Parameters) -> Parameters:
    """StartPipelineExecution."""
    pipeline = store.find(parameters["name"])
    execution = store.start(pipeline, ("StartPipelineExecution", caller.arn()), parameters)
    return {"pipelineExecutionId": execution.id}


def stop(parameters: Parameters) -> Parameters:
    """StopPipelineExecution."""
    pipeline = store.find(parameters["pipelineName"])
    abandon = parameters.get("abandon", False)
    with pipeline.lock:
        execution = store.find_execution(pipeline, parameters["pipelineExecutionId"])
        if execution is None or execution.status not in (IN_PROGRESS, STOPPING):
            message = f"The execution {parameters['pipelineExecutionId']} is not in progress."
            raise ServiceError("PipelineExecutionNotStoppableException", message)
        if execution.status == STOPPING and not abandon:
            raise ServiceError("DuplicatedStopRequestException", f"The execution {execution.id} is already stopping.")
        store.engine().stop(pipeline, execution, parameters.get("reason"), abandon=abandon)
    return {"pipelineExecutionId": execution.id}


def get(parameters: Parameters) -> Parameters:
    """GetPipelineExecution."""
    pipeline = store.find(parameters["pipelineName"])
    execution = _find(pipeline, parameters["pipelineExecutionId"])
    with pipeline.lock:
        return {"pipelineExecution": views.execution(pipeline, execution)}


def list_all(parameters: Parameters) -> Parameters:
    """ListPipelineExecutions, newest first."""
    pipeline = store.find(parameters["pipelineName"])
    stage = parameters.get("filter", {}).get("succeededInStage", {}).get("stageName")
    with pipeline.lock:
        chosen = [each for each in reversed(pipeline.executions) if not stage or each.stages.get(stage) == SUCCEEDED]
        executions, token = page(chosen, parameters, _PAGE)
        summaries = [views.execution_summary(execution) for execution in executions]
    return {"pipelineExecutionSummaries": summaries, "nextToken": token}


def list_actions(parameters: Parameters) -> Parameters:
    """ListActionExecutions, newest first."""
    pipeline = store.find(parameters["pipelineName"])
    wanted = parameters.get("filter", {})
    latest = wanted.get("latestInPipelineExecution", {})
    id_ = wanted.get("pipelineExecutionId") or latest.get("pipelineExecutionId")
    with pipeline.lock:
        chosen = [_find(pipeline, id_)] if id_ else pipeline.executions
        runs = [(each, run) for each in chosen for run in _runs(each, last=latest.get("startTimeRange") == "Latest")]
        # Turned round only then: sorting keeps the order of those that started in the same millisecond.
        newest = sorted(runs, key=lambda found: found[1].started)[::-1]
        found, token = page(newest, parameters, _PAGE)
        details = [views.action_detail(pipeline, execution, action) for execution, action in found]
    return {"actionExecutionDetails": details, "nextToken": token}


def _runs(execution: Execution, *, last: bool) -> list[ActionExecution]:
    if not last:
        return execution.actions
    return list({(action.stage, action.name): action for action in execution.actions}.values())


def _find(pipeline: Pipeline, id_: str) -> Execution:
    if execution := store.find_execution(pipeline, id_):
        return execution
    raise ServiceError("PipelineExecutionNotFoundException", f"The pipeline {pipeline.name} has no execution {id_}.")
