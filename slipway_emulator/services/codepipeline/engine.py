"""Moves executions through the stages of their pipeline.

A stage processes one execution at a time. An execution waits before a stage that is busy or whose transition is
disabled. In the mode SUPERSEDED, a newer execution that waits there replaces the older one:
https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import events, rollback, stage_steps, start_parameters
from slipway_emulator.services.codepipeline.action_runner import ActionRunner
from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import (
    ABANDONED,
    FAILED,
    IN_PROGRESS,
    ON_FAILURE,
    ROLLBACK,
    SKIPPED,
    STOPPED,
    STOPPING,
    SUCCEEDED,
    SUPERSEDED,
    Condition,
    Execution,
    Pipeline,
    Stage,
)

# Executions in progress: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
_MAX_EXECUTIONS = 50


class Engine:
    """Runs pipelines. Each method holds the pipeline's lock, and returns without waiting for actions.

    `ActionRunner` calls back: it calls `_advance` in the action's thread whenever an action has ended. `_advance` then
    calls `ActionRunner` again to start the next actions. It also runs within the public methods, so the lock must be
    reentrant.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._runner = ActionRunner(host, on_ended=self._advance)

    def start(
        self,
        pipeline: Pipeline,
        trigger: tuple[str, str],
        parameters: Mapping[str, Any],
        push: Mapping[str, str] | None = None,
    ) -> Execution:
        """Start an execution, or return the one that was started with the same ``clientRequestToken``.

        Args:
            pipeline: the pipeline.
            trigger: type and detail, as in ListPipelineExecutions.
            parameters: ``variables``, ``sourceRevisions`` and ``clientRequestToken`` of StartPipelineExecution.
            push: execution trigger in its events, if a push to a git repository starts it.

        Raises:
            ServiceError: the parameters don't match the pipeline, or too many executions are in progress.
        """
        with pipeline.lock:
            token = parameters.get("clientRequestToken")
            if token and (started := next((each for each in pipeline.executions if each.client_token == token), None)):
                return started
            if len(pipeline.executions_in_progress) >= _MAX_EXECUTIONS:
                message = f"The pipeline {pipeline.name} has {_MAX_EXECUTIONS} executions in progress."
                raise ServiceError("ConcurrentPipelineExecutionsLimitExceededException", message)
            execution = self._new_execution(pipeline, trigger, parameters)
            execution.push = push or {}
            pipeline.executions.append(execution)
            self._emit(pipeline, execution, "STARTED")
            self._enqueue(pipeline, execution)
        return execution

    def stop(self, pipeline: Pipeline, execution: Execution, reason: str | None, *, abandon: bool) -> None:
        """Stop an execution after its running actions have ended, or immediately with ``abandon``."""
        with pipeline.lock:
            if execution.status != STOPPING:
                execution.stop_reason = reason
                self._set_status(pipeline, execution, STOPPING)
            if abandon:
                for action in execution.running_actions:
                    self._runner.end(pipeline, execution, action, ABANDONED)
            stage = pipeline.stages.get(execution.stage["name"])
            if stage and execution in stage.inbound:
                stage.inbound.remove(execution)
                self._set_status(pipeline, execution, STOPPED)
            else:
                self._advance(pipeline, execution)

    def retry(self, pipeline: Pipeline, execution: Execution, *, all_actions: bool) -> None:
        """Run the failed actions of an execution's failed stage again, or all of its actions."""
        with pipeline.lock:
            kept = {} if all_actions else {n: s for n, s in execution.outcomes.items() if s == SUCCEEDED}
            self._prepare_retry(execution, kept, "ManualStageRetry")
            self._resume(pipeline, execution)

    def override_condition(self, pipeline: Pipeline, execution: Execution, condition: Condition) -> None:
        """Continue as if a condition of an execution's stage were met, which is in progress or has failed."""
        with pipeline.lock:
            condition.is_overridden = True
            for rule in condition.rules:
                if rule.status == IN_PROGRESS:
                    self._runner.end(pipeline, execution, rule, ABANDONED)
            if execution.status == FAILED:
                self._resume(pipeline, execution)
            else:
                self._advance(pipeline, execution)

    def roll_back(self, pipeline: Pipeline, stage: str, target: Execution, trigger: tuple[str, str]) -> Execution:
        """Start an execution that runs a stage again with the sources and artifacts of an earlier execution."""
        with pipeline.lock:
            execution = rollback.new_execution(self._host, target, stage, trigger)
            pipeline.executions.append(execution)
            self._emit(pipeline, execution, "STARTED")
            self._enqueue(pipeline, execution)
        return execution

    def _resume(self, pipeline: Pipeline, execution: Execution) -> None:
        self._set_status(pipeline, execution, IN_PROGRESS, event="RESUMED")
        pipeline.stages[execution.stage["name"]].busy = execution
        self._set_stage_status(pipeline, execution, IN_PROGRESS, event="RESUMED")
        self._advance(pipeline, execution)

    def _prepare_retry(self, execution: Execution, kept: dict[str, str], trigger: str) -> None:
        stage = execution.stage["name"]
        execution.outcomes, execution.attempt = kept, execution.attempt + 1
        execution.retries.setdefault(stage, []).append(trigger)
        execution.conditions = {
            key: condition for key, condition in execution.conditions.items() if key[0] != stage or condition.is_met
        }
        execution.conditions.pop((stage, ON_FAILURE), None)

    def admit_waiting(self, pipeline: Pipeline, stage: Stage) -> None:
        """Admit the waiting execution to a stage whose transition was enabled."""
        with pipeline.lock:
            self._admit(pipeline, stage)

    def supersede_old_version(self, pipeline: Pipeline) -> None:
        """End the executions of earlier pipeline versions: waiting ones immediately, others after their actions."""
        with pipeline.lock:
            for execution in pipeline.executions:
                if execution.status == IN_PROGRESS and execution.version != pipeline.declaration["version"]:
                    for stage in pipeline.stages.values():
                        if execution in stage.inbound:
                            stage.inbound.remove(execution)
                    self._advance(pipeline, execution)

    def abandon(self, pipeline: Pipeline) -> None:
        """End all executions of a pipeline that is deleted."""
        with pipeline.lock:
            for stage in pipeline.stages.values():
                stage.enabled = False  # so that no waiting execution enters when another one leaves
            for execution in pipeline.executions_in_progress:
                self.stop(pipeline, execution, "The pipeline was deleted.", abandon=True)

    def _new_execution(self, pipeline: Pipeline, trigger: tuple[str, str], parameters: Mapping[str, Any]) -> Execution:
        now, declaration = self._host.now(), pipeline.declaration
        return Execution(
            self._host.new_id(),
            declaration,
            {"triggerType": trigger[0], "triggerDetail": trigger[1]},
            started=now,
            updated=now,
            variables=start_parameters.resolve_variables(declaration, parameters.get("variables", [])),
            source_revisions=start_parameters.source_revisions(declaration, parameters.get("sourceRevisions", [])),
            client_token=parameters.get("clientRequestToken"),
        )

    def _enqueue(self, pipeline: Pipeline, execution: Execution) -> None:
        stage = pipeline.stages[execution.stage["name"]]
        stage.inbound.append(execution)
        if execution.mode == "SUPERSEDED":
            # An execution that can enter the stage is never superseded: it was admitted when the stage became free.
            newest = max(stage.inbound, key=pipeline.executions.index)
            for older in [waiting for waiting in stage.inbound if waiting is not newest]:
                stage.inbound.remove(older)
                older.summary = f"Superseded by {newest.id}"
                self._set_status(pipeline, older, SUPERSEDED)
        self._admit(pipeline, stage)

    def _admit(self, pipeline: Pipeline, stage: Stage) -> None:
        while stage.enabled and stage.inbound:
            if stage.busy and stage.inbound[0].mode != "PARALLEL":
                return
            execution = stage.inbound.pop(0)
            stage.busy = stage.latest = execution
            execution.outcomes = {}
            self._set_stage_status(pipeline, execution, IN_PROGRESS, event="STARTED")
            self._advance(pipeline, execution)

    def _advance(self, pipeline: Pipeline, execution: Execution) -> None:
        """Unless actions or rules are running, do the stage's next step."""
        with pipeline.lock:
            if execution.status not in (IN_PROGRESS, STOPPING) or execution.running_actions:
                return
            match stage_steps.next_step(execution, pipeline.declaration["version"]):
                case stage_steps.Evaluate(kind, condition):
                    self._runner.start_rules(pipeline, execution, kind, condition)
                case stage_steps.StartActions(actions):
                    for action in actions:
                        execution.outcomes[action["name"]] = IN_PROGRESS
                    for action in actions:
                        self._runner.start(pipeline, execution, action)
                case stage_steps.Retry(kept):
                    self._prepare_retry(execution, dict(kept), stage_steps.AUTOMATIC_RETRY)
                    self._advance(pipeline, execution)
                case stage_steps.Leave(status, summary, rolls_back):
                    execution.summary = summary or execution.summary
                    stage = execution.stage["name"]
                    self._leave_stage(pipeline, execution, status)
                    if rolls_back and (target := rollback.latest_target(pipeline, execution, stage)):
                        self.roll_back(pipeline, stage, target, ("AutomatedRollback", execution.id))

    def _leave_stage(self, pipeline: Pipeline, execution: Execution, status: str) -> None:
        stage = pipeline.stages.get(execution.stage["name"], Stage())
        self._set_stage_status(pipeline, execution, status)
        if stage.busy is execution:
            stage.busy = None
        is_last = execution.position + 1 == len(execution.declaration["stages"]) or execution.type == ROLLBACK
        if status not in (SUCCEEDED, SKIPPED) or is_last:
            self._set_status(pipeline, execution, SUCCEEDED if status == SKIPPED else status)
        else:
            execution.position += 1
            self._enqueue(pipeline, execution)
        self._admit(pipeline, stage)

    def _set_status(self, pipeline: Pipeline, execution: Execution, status: str, event: str = "") -> None:
        execution.status, execution.updated = status, self._host.now()
        self._emit(pipeline, execution, event or status.upper())

    def _emit(self, pipeline: Pipeline, execution: Execution, state: str) -> None:
        self._host.emit(pipeline, events.PIPELINE, events.pipeline_detail(pipeline, execution, state))

    def _set_stage_status(self, pipeline: Pipeline, execution: Execution, status: str, event: str = "") -> None:
        execution.stages[execution.stage["name"]] = status
        detail = events.stage_detail(pipeline, execution, event or status.upper())
        self._host.emit(pipeline, events.STAGE, detail)
