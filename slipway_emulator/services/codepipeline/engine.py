"""Moves executions through the stages of their pipeline.

A stage takes one execution at a time. An execution that finds it taken, or its transition disabled, waits before it;
in the mode SUPERSEDED a newer one that comes to wait takes the place of the older:
https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

from collections.abc import Mapping

from slipway_emulator.services.codepipeline import events
from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import (
    ABANDONED,
    FAILED,
    IN_PROGRESS,
    STOPPED,
    STOPPING,
    SUCCEEDED,
    SUPERSEDED,
    ActionExecution,
    Declaration,
    Execution,
    Pipeline,
    Stage,
)
from slipway_emulator.services.codepipeline.runner import Runner

_UPDATED = "The pipeline was updated while this execution ran."


class Engine:
    """Runs pipelines; each method takes the pipeline's lock, and returns without waiting for any action."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._runner = Runner(host, self._continue)

    def start(
        self,
        pipeline: Pipeline,
        trigger: tuple[str, str],
        *,
        variables: Mapping[str, str] | None = None,
        source_revisions: Mapping[str, str] | None = None,
        client_token: str | None = None,
        push: Mapping[str, str] | None = None,
    ) -> Execution:
        """Start an execution.

        Args:
            pipeline: what to execute.
            trigger: type and detail, as ListPipelineExecutions shows them.
            variables: every variable that the pipeline declares.
            source_revisions: the revision to take instead of the newest, by source action.
            client_token: what the caller knows the start by.
            push: what the execution's events tell of the push that starts it.
        """
        now, known = self._host.now(), {"triggerType": trigger[0], "triggerDetail": trigger[1]}
        execution = Execution(self._host.new_id(), pipeline.declaration, known, now, now)
        execution.variables, execution.source_revisions = dict(variables or {}), dict(source_revisions or {})
        execution.client_token, execution.push = client_token, push or {}
        with pipeline.lock:
            pipeline.executions.append(execution)
            self._tell(pipeline, execution, "STARTED")
            self._arrive(pipeline, execution)
        return execution

    def stop(self, pipeline: Pipeline, execution: Execution, reason: str | None, *, abandon: bool) -> None:
        """Stop an execution once the actions in progress have ended, or at once with ``abandon``."""
        with pipeline.lock:
            if execution.status != STOPPING:
                execution.stop_reason = reason
                self._set(pipeline, execution, STOPPING)
            if abandon:
                for action in _running(execution):
                    self._runner.end(pipeline, execution, action, ABANDONED)
            stage = pipeline.stages.get(execution.stage["name"])
            if stage and execution in stage.inbound:
                stage.inbound.remove(execution)
                self._set(pipeline, execution, STOPPED)
            else:
                self._continue(pipeline, execution)

    def retry(self, pipeline: Pipeline, execution: Execution, *, all_actions: bool) -> None:
        """Run the failed actions of the stage that an execution failed in again, or all of its actions."""
        with pipeline.lock:
            kept = {} if all_actions else {n: s for n, s in execution.outcomes.items() if s == SUCCEEDED}
            execution.outcomes, execution.attempt = kept, execution.attempt + 1
            self._set(pipeline, execution, IN_PROGRESS, event="RESUMED")
            pipeline.stages[execution.stage["name"]].busy = execution
            self._set_stage(pipeline, execution, IN_PROGRESS, event="RESUMED")
            self._continue(pipeline, execution)

    def open(self, pipeline: Pipeline, stage: Stage) -> None:
        """Let in what waits before a stage whose transition has been enabled."""
        with pipeline.lock:
            self._admit(pipeline, stage)

    def outdate(self, pipeline: Pipeline) -> None:
        """End the executions of an earlier version: at once between stages, else after their running actions."""
        with pipeline.lock:
            for execution in pipeline.executions:
                if execution.status == IN_PROGRESS and execution.version != pipeline.declaration["version"]:
                    for stage in pipeline.stages.values():
                        if execution in stage.inbound:
                            stage.inbound.remove(execution)
                    self._continue(pipeline, execution)

    def abandon(self, pipeline: Pipeline) -> None:
        """End everything that runs, since the pipeline is deleted."""
        with pipeline.lock:
            for stage in pipeline.stages.values():
                stage.enabled = False  # lest one that ends lets the next one in
            for execution in pipeline.executions:
                if execution.status in (IN_PROGRESS, STOPPING):
                    self.stop(pipeline, execution, "The pipeline was deleted.", abandon=True)

    def _arrive(self, pipeline: Pipeline, execution: Execution) -> None:
        stage = pipeline.stages[execution.stage["name"]]
        stage.inbound.append(execution)
        if execution.mode == "SUPERSEDED":
            newest = max(stage.inbound, key=pipeline.executions.index)
            for older in [waiting for waiting in stage.inbound if waiting is not newest]:
                # One that could go on at once isn't overtaken: it was let in when the stage became free.
                stage.inbound.remove(older)
                older.summary = f"Superseded by {newest.id}"
                self._set(pipeline, older, SUPERSEDED)
        self._admit(pipeline, stage)

    def _admit(self, pipeline: Pipeline, stage: Stage) -> None:
        while stage.enabled and stage.inbound:
            if stage.busy and stage.inbound[0].mode != "PARALLEL":
                return
            execution = stage.inbound.pop(0)
            stage.busy = stage.latest = execution
            execution.outcomes = {}
            self._set_stage(pipeline, execution, IN_PROGRESS, event="STARTED")
            self._continue(pipeline, execution)

    def _continue(self, pipeline: Pipeline, execution: Execution) -> None:
        """Start the next actions of the stage, or leave it, once nothing runs in it any more."""
        with pipeline.lock:
            if execution.status not in (IN_PROGRESS, STOPPING) or _running(execution):
                return
            if FAILED in execution.outcomes.values():
                self._leave(pipeline, execution, FAILED)
            elif execution.status == STOPPING:
                self._leave(pipeline, execution, STOPPED)
            elif execution.version != pipeline.declaration["version"]:
                execution.summary = _UPDATED
                self._leave(pipeline, execution, FAILED)
            elif group := _next_actions(execution):
                for action in group:
                    execution.outcomes[action["name"]] = IN_PROGRESS
                for action in group:
                    self._runner.start(pipeline, execution, action)
            else:
                self._leave(pipeline, execution, SUCCEEDED)

    def _leave(self, pipeline: Pipeline, execution: Execution, status: str) -> None:
        stage = pipeline.stages.get(execution.stage["name"], Stage())
        self._set_stage(pipeline, execution, status)
        if stage.busy is execution:
            stage.busy = None
        if status != SUCCEEDED or execution.position + 1 == len(execution.declaration["stages"]):
            self._set(pipeline, execution, status)
        else:
            execution.position += 1
            self._arrive(pipeline, execution)
        self._admit(pipeline, stage)

    def _set(self, pipeline: Pipeline, execution: Execution, status: str, event: str = "") -> None:
        execution.status, execution.updated = status, self._host.now()
        self._tell(pipeline, execution, event or status.upper())

    def _tell(self, pipeline: Pipeline, execution: Execution, state: str) -> None:
        self._host.emit(pipeline, events.PIPELINE, events.pipeline_detail(pipeline, execution, state))

    def _set_stage(self, pipeline: Pipeline, execution: Execution, status: str, event: str = "") -> None:
        execution.stages[execution.stage["name"]] = status
        detail = events.stage_detail(pipeline, execution, event or status.upper())
        self._host.emit(pipeline, events.STAGE, detail)


def _running(execution: Execution) -> list[ActionExecution]:
    return [action for action in execution.actions if action.status == IN_PROGRESS]


def _next_actions(execution: Execution) -> list[Declaration]:
    """Return the actions of the lowest run order that have not run."""
    left = [action for action in execution.stage["actions"] if action["name"] not in execution.outcomes]
    lowest = min((action["runOrder"] for action in left), default=0)
    return [action for action in left if action["runOrder"] == lowest]
