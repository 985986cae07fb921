"""Builds the output shapes of the operations."""

from typing import Any

from slipway_emulator.services.codepipeline.action import Artifact
from slipway_emulator.services.codepipeline.model import (
    CONDITIONS,
    ActionExecution,
    Condition,
    Execution,
    Pipeline,
    Stage,
)

View = dict[str, Any]


def execution(pipeline: Pipeline, of: Execution) -> View:
    """Return the shape PipelineExecution."""
    return {
        "pipelineName": pipeline.name,
        "pipelineVersion": of.version,
        "pipelineExecutionId": of.id,
        "status": of.status,
        "statusSummary": of.summary,
        "artifactRevisions": [_artifact_revision(action) for action in _sources(of)],
        "variables": [{"name": name, "resolvedValue": value} for name, value in of.variables.items()],
        "trigger": of.trigger,
        "executionMode": of.mode,
        "executionType": of.type,
        "rollbackMetadata": _rollback(of),
    }


def execution_summary(of: Execution) -> View:
    """Return the shape PipelineExecutionSummary."""
    return {
        "pipelineExecutionId": of.id,
        "status": of.status,
        "statusSummary": of.summary,
        "startTime": of.started,
        "lastUpdateTime": of.updated,
        "sourceRevisions": [_source_revision(action) for action in _sources(of)],
        "trigger": of.trigger,
        "stopTrigger": {"reason": of.stop_reason} if of.stop_reason else None,
        "executionMode": of.mode,
        "executionType": of.type,
        "rollbackMetadata": _rollback(of),
    }


def _rollback(of: Execution) -> View | None:
    return {"rollbackTargetPipelineExecutionId": of.rollback_target} if of.rollback_target else None


def _sources(of: Execution) -> list[ActionExecution]:
    latest = {action.name: action for action in (*of.inherited, *of.actions) if action.revision}
    return list(latest.values())


def _source_revision(action: ActionExecution) -> View:
    return {
        "actionName": action.name,
        "revisionId": action.revision,
        "revisionSummary": action.revision_summary,
        "revisionUrl": action.revision_url,
    }


def _artifact_revision(action: ActionExecution) -> View:
    name = action.outputs[0].name if action.outputs else None
    return {"name": name, "created": action.updated, **_source_revision(action)}


def action_detail(pipeline: Pipeline, of: Execution, action: ActionExecution) -> View:
    """Return the shape ActionExecutionDetail."""
    return {
        "pipelineExecutionId": of.id,
        "actionExecutionId": action.id,
        "pipelineVersion": action.version,
        "stageName": action.stage,
        "actionName": action.name,
        "startTime": action.started,
        "lastUpdateTime": action.updated,
        "updatedBy": action.updated_by,
        "status": action.status,
        "input": {
            "actionTypeId": action.declaration["actionTypeId"],
            "configuration": action.declaration["configuration"],
            "resolvedConfiguration": action.configuration,
            "roleArn": action.declaration.get("roleArn"),
            "region": pipeline.region,
            "inputArtifacts": [_artifact(artifact) for artifact in action.inputs],
            "namespace": action.declaration.get("namespace"),
        },
        "output": {
            "outputArtifacts": [_artifact(artifact) for artifact in action.outputs],
            "executionResult": _result(action),
            "outputVariables": action.variables,
        },
    }


def rule_detail(pipeline: Pipeline, of: Execution, rule: ActionExecution) -> View:
    """Return the shape RuleExecutionDetail."""
    return {
        "pipelineExecutionId": of.id,
        "ruleExecutionId": rule.id,
        "pipelineVersion": rule.version,
        "stageName": rule.stage,
        "ruleName": rule.name,
        "startTime": rule.started,
        "lastUpdateTime": rule.updated,
        "status": rule.status,
        "input": {
            "ruleTypeId": rule.declaration["ruleTypeId"],
            "configuration": rule.declaration["configuration"],
            "resolvedConfiguration": rule.configuration,
            "roleArn": rule.declaration.get("roleArn"),
            "region": pipeline.region,
            "inputArtifacts": [_artifact(artifact) for artifact in rule.inputs],
        },
        "output": {"executionResult": _result(rule)},
    }


def _artifact(artifact: Artifact) -> View:
    return {"name": artifact.name, "s3location": {"bucket": artifact.bucket, "key": artifact.key}}


def _result(action: ActionExecution) -> View:
    return {
        "externalExecutionId": action.external_execution_id,
        "externalExecutionUrl": action.external_execution_url,
        "externalExecutionSummary": action.summary,
        "errorDetails": _error(action),
    }


def _error(action: ActionExecution) -> View | None:
    return {"code": action.error[0], "message": action.error[1][:5000]} if action.error else None


def state(pipeline: Pipeline) -> View:
    """Return the output of GetPipelineState."""
    stages = [_stage(declared, pipeline.stages[declared["name"]]) for declared in pipeline.declaration["stages"]]
    return {
        "pipelineName": pipeline.name,
        "pipelineVersion": pipeline.declaration["version"],
        "stageStates": stages,
        "created": pipeline.created,
        "updated": pipeline.updated,
    }


def _stage(declared: View, stage: Stage) -> View:
    waiting = [{"pipelineExecutionId": each.id, "status": "InProgress"} for each in stage.inbound]
    latest = stage.latest
    return {
        "stageName": declared["name"],
        "inboundExecution": waiting[0] if waiting else None,
        "inboundExecutions": waiting,
        "inboundTransitionState": {
            "enabled": stage.enabled,
            "lastChangedBy": stage.changed_by,
            "lastChangedAt": stage.changed_at,
            "disabledReason": stage.disabled_reason,
        },
        "actionStates": [_action(action["name"], stage) for action in declared["actions"]],
        "latestExecution": {
            "pipelineExecutionId": latest.id,
            "status": latest.stages[declared["name"]],
            "type": latest.type,
        }
        if latest
        else None,
        **_conditions(declared["name"], latest),
    }


def _conditions(stage: str, latest: Execution | None) -> View:
    if latest is None:
        return {}
    states = {f"{kind}ConditionState": _condition(latest.conditions.get((stage, kind))) for kind in CONDITIONS}
    return states | {"retryStageMetadata": _retries(latest.retries.get(stage, []))}


def _condition(condition: Condition | None) -> View | None:
    if condition is None:
        return None
    execution = {"status": condition.status, "summary": condition.summary}
    changed = {"lastStatusChange": max(rule.updated for rule in condition.rules)}
    state = {"latestExecution": execution | changed, "ruleStates": [_rule(rule) for rule in condition.rules]}
    return {"latestExecution": execution, "conditionStates": [state]}


def _rule(rule: ActionExecution) -> View:
    return {
        "ruleName": rule.name,
        "latestExecution": {
            "ruleExecutionId": rule.id,
            "status": rule.status,
            "summary": rule.summary or None,
            "lastStatusChange": rule.updated,
            "externalExecutionId": rule.external_execution_id,
            "externalExecutionUrl": rule.external_execution_url,
            "errorDetails": _error(rule),
        },
    }


def _retries(triggers: list[str]) -> View | None:
    if not triggers:
        return None
    counts = {trigger: triggers.count(trigger) or None for trigger in ("AutomatedStageRetry", "ManualStageRetry")}
    return {
        "autoStageRetryAttempt": counts["AutomatedStageRetry"],
        "manualStageRetryAttempt": counts["ManualStageRetry"],
        "latestRetryTrigger": triggers[-1],
    }


def _action(name: str, stage: Stage) -> View:
    action = stage.actions.get(name)
    if action is None:
        return {"actionName": name}
    return {
        "actionName": name,
        "revisionUrl": action.revision_url,
        "currentRevision": _current_revision(action) if action.revision else None,
        "latestExecution": {
            "actionExecutionId": action.id,
            "status": action.status,
            "summary": action.summary or None,
            "lastStatusChange": action.updated,
            "token": action.token if action.status == "InProgress" else None,
            "lastUpdatedBy": action.updated_by,
            "externalExecutionId": action.external_execution_id,
            "externalExecutionUrl": action.external_execution_url,
            "errorDetails": _error(action),
        },
    }


def _current_revision(action: ActionExecution) -> View:
    revision = str(action.revision)
    return {"revisionId": revision, "revisionChangeId": revision[:100], "created": action.updated}
