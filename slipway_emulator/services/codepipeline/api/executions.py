"""The operations on executions of pipelines and actions."""

from collections.abc import Callable
from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.aws_json import page
from slipway_emulator.services.codepipeline import registry
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
_PAGE_SIZE = 100


def start(parameters: Parameters) -> Parameters:
    """StartPipelineExecution."""
    pipeline = registry.find(parameters["name"])
    execution = registry.engine().start(pipeline, ("StartPipelineExecution", caller.arn()), parameters)
    return {"pipelineExecutionId": execution.id}


def stop(parameters: Parameters) -> Parameters:
    """StopPipelineExecution."""
    pipeline = registry.find(parameters["pipelineName"])
    abandon = parameters.get("abandon", False)
    with pipeline.lock:
        execution = pipeline.find_execution(parameters["pipelineExecutionId"])
        if execution is None or execution.status not in (IN_PROGRESS, STOPPING):
            message = f"The execution {parameters['pipelineExecutionId']} is not in progress."
            raise ServiceError("PipelineExecutionNotStoppableException", message)
        if execution.status == STOPPING and not abandon:
            raise ServiceError("DuplicatedStopRequestException", f"The execution {execution.id} is already stopping.")
        registry.engine().stop(pipeline, execution, parameters.get("reason"), abandon=abandon)
    return {"pipelineExecutionId": execution.id}


def get(parameters: Parameters) -> Parameters:
    """GetPipelineExecution."""
    pipeline = registry.find(parameters["pipelineName"])
    execution = _find(pipeline, parameters["pipelineExecutionId"])
    with pipeline.lock:
        return {"pipelineExecution": views.execution(pipeline, execution)}


def list_all(parameters: Parameters) -> Parameters:
    """ListPipelineExecutions, newest first."""
    pipeline = registry.find(parameters["pipelineName"])
    stage = parameters.get("filter", {}).get("succeededInStage", {}).get("stageName")
    with pipeline.lock:
        matching = [each for each in reversed(pipeline.executions) if not stage or each.stages.get(stage) == SUCCEEDED]
        executions, token = page(matching, parameters, _PAGE_SIZE)
        summaries = [views.execution_summary(execution) for execution in executions]
    return {"pipelineExecutionSummaries": summaries, "nextToken": token}


def list_actions(parameters: Parameters) -> Parameters:
    """ListActionExecutions, newest first."""
    details, token = _page(parameters, lambda execution: execution.actions, views.action_detail)
    return {"actionExecutionDetails": details, "nextToken": token}


def list_rules(parameters: Parameters) -> Parameters:
    """ListRuleExecutions, newest first."""
    details, token = _page(parameters, lambda execution: execution.rules, views.rule_detail)
    return {"ruleExecutionDetails": details, "nextToken": token}


def _page(
    parameters: Parameters,
    runs_of: Callable[[Execution], list[ActionExecution]],
    detail: Callable[[Pipeline, Execution, ActionExecution], views.View],
) -> tuple[list[views.View], str | None]:
    """Return a page of the runs of actions or rules that a filter selects, and the token of the next one."""
    pipeline = registry.find(parameters["pipelineName"])
    filters = parameters.get("filter", {})
    latest = filters.get("latestInPipelineExecution", {})
    id_ = filters.get("pipelineExecutionId") or latest.get("pipelineExecutionId")
    latest_only = latest.get("startTimeRange") == "Latest"
    with pipeline.lock:
        executions = [_find(pipeline, id_)] if id_ else pipeline.executions
        runs = [(each, run) for each in executions for run in _latest(runs_of(each), latest_only=latest_only)]
        shown, token = page(_newest_first(runs), parameters, _PAGE_SIZE)
        return [detail(pipeline, execution, run) for execution, run in shown], token


def _newest_first(actions: list[tuple[Execution, ActionExecution]]) -> list[tuple[Execution, ActionExecution]]:
    # Sorted, then reversed: sorting keeps the order of actions that started in the same millisecond.
    return sorted(actions, key=lambda pair: pair[1].started)[::-1]


def _latest(actions: list[ActionExecution], *, latest_only: bool) -> list[ActionExecution]:
    if not latest_only:
        return actions
    return list({(action.stage, action.name): action for action in actions}.values())


def _find(pipeline: Pipeline, id_: str) -> Execution:
    if execution := pipeline.find_execution(id_):
        return execution
    raise ServiceError("PipelineExecutionNotFoundException", f"The pipeline {pipeline.name} has no execution {id_}.")
