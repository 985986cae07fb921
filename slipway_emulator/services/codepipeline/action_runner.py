"""Runs actions: their credentials, variables, artifacts and timeouts."""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway_emulator.services.boto_sessions import Session
from slipway_emulator.services.codepipeline import action_types, events, variables
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult, Artifact
from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import (
    ABANDONED,
    FAILED,
    IN_PROGRESS,
    SUCCEEDED,
    ActionExecution,
    Condition,
    Declaration,
    Execution,
    Pipeline,
)

_log = logging.getLogger(__name__)

_ACCESS_DENIED_CODES = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")


class ActionRunner:
    """Runs each action in its own thread.

    When an action has succeeded, failed or timed out, the runner calls `on_ended` with the pipeline's lock held. That
    is `Engine._advance`, which starts the next actions. `end` doesn't call it: the engine then advances the execution.
    """

    def __init__(self, host: Host, on_ended: Callable[[Pipeline, Execution], None]) -> None:
        self._host = host
        self._on_ended = on_ended

    def start(self, pipeline: Pipeline, execution: Execution, declaration: Declaration) -> None:
        """Start an action of an execution's stage. The caller holds the pipeline's lock."""
        now = self._host.now()
        stage = execution.stage["name"]
        action = ActionExecution(self._host.new_id(), stage, declaration, execution.version, now, now)
        execution.actions.append(action)
        pipeline.stages[stage].actions[action.name] = action
        action.inputs = tuple(execution.artifacts[artifact["name"]] for artifact in declaration["inputArtifacts"])
        action.outputs = tuple(
            _new_artifact(pipeline, execution, artifact) for artifact in declaration["outputArtifacts"]
        )
        self._emit(pipeline, execution, action, "STARTED")
        self._start_thread(pipeline, execution, action)

    def start_rules(self, pipeline: Pipeline, execution: Execution, kind: str, declared: Declaration) -> None:
        """Start the rules of a condition of an execution's stage. The caller holds the pipeline's lock."""
        now, stage = self._host.now(), execution.stage["name"]
        condition = execution.conditions[stage, kind] = Condition(declared.get("result", "FAIL"))
        for declaration in declared["rules"]:
            rule = ActionExecution(self._host.new_id(), stage, declaration, execution.version, now, now)
            rule.condition = condition
            rule.inputs = tuple(execution.artifacts[artifact["name"]] for artifact in declaration["inputArtifacts"])
            condition.rules.append(rule)
        execution.rules.extend(condition.rules)
        for rule in condition.rules:
            self._start_thread(pipeline, execution, rule)

    def _start_thread(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> None:
        declaration = action.declaration
        timer = threading.Timer(action_types.timeout(declaration), self._time_out, (pipeline, execution, action))
        timer.daemon = True
        timer.start()
        threading.Thread(target=self._run, args=(pipeline, execution, action, timer), daemon=True).start()

    def end(
        self,
        pipeline: Pipeline,
        execution: Execution,
        action: ActionExecution,
        status: str,
        *,
        error: tuple[str, str] | None = None,
    ) -> None:
        """Set the final status of an action in progress and cancel it. The caller holds the pipeline's lock."""
        action.status, action.error, action.updated = status, error, self._host.now()
        execution.updated = action.updated
        action.cancelled.set()
        if action.condition:
            self._abandon_other_rules(pipeline, execution, action, action.condition)
            return
        execution.outcomes[action.name] = status
        self._emit(pipeline, execution, action, status.upper())

    def _abandon_other_rules(
        self, pipeline: Pipeline, execution: Execution, ended: ActionExecution, condition: Condition
    ) -> None:
        """End a condition's other rules after one of them has failed."""
        for rule in condition.rules:
            if ended.status == FAILED and rule.status == IN_PROGRESS:
                self.end(pipeline, execution, rule, ABANDONED)

    def _run(self, pipeline: Pipeline, execution: Execution, action: ActionExecution, timer: threading.Timer) -> None:
        try:
            outcome: ActionResult | ActionError = self._call(pipeline, execution, action)
        except ActionError as error:
            outcome = error
        except ClientError as error:
            denied = error.response["Error"]["Code"] in _ACCESS_DENIED_CODES
            outcome = ActionError("PermissionError" if denied else "JobFailed", str(error))
        except Exception as error:  # noqa: BLE001 - an error in an action must not stop the engine
            _log.exception("action %s of %s", action.name, pipeline.name)
            code = "JobFailed" if isinstance(error, BotoCoreError) else "InternalError"
            outcome = ActionError(code, f"{type(error).__name__}: {error}")
        timer.cancel()
        with pipeline.lock:
            if action.status == IN_PROGRESS:
                self._finish(pipeline, execution, action, outcome)
                self._on_ended(pipeline, execution)

    def _call(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> ActionResult:
        with pipeline.lock:
            namespaces = {
                **execution.namespaces,
                "variables": execution.variables,
                "codepipeline": {"PipelineExecutionId": execution.id},
            }
        declaration = action.declaration
        action.configuration = variables.resolve(declaration["configuration"], namespaces)
        context = replace(
            self._context(pipeline, execution, action),
            commands=tuple(variables.resolve_text(text, namespaces) for text in declaration.get("commands", [])),
            environment_variables=tuple(
                variables.resolve(variable, namespaces) for variable in declaration.get("environmentVariables", [])
            ),
            output_variables=tuple(declaration.get("outputVariables", [])),
        )
        return self._host.load_action(declaration["actionTypeId"])(context)

    def _context(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> ActionContext:
        def credentials(policy: dict[str, Any] | None = None) -> dict[str, str]:
            return self._host.credentials(pipeline, action.declaration.get("roleArn"), policy)

        def report(**attributes: str) -> None:
            for name, value in attributes.items():
                setattr(action, name, value)

        return ActionContext(
            account=pipeline.account,
            region=pipeline.region,
            pipeline=pipeline.name,
            execution_id=execution.id,
            action_execution_id=action.id,
            stage=action.stage,
            action=action.name,
            configuration=action.configuration,
            inputs=action.inputs,
            outputs=action.outputs,
            session=Session(pipeline.region, **credentials()),
            endpoint_url=self._host.endpoint_url,
            encryption_key=_artifact_store(pipeline, execution).get("encryptionKey", {}).get("id"),
            cancelled=action.cancelled,
            source_revision=execution.source_revisions.get(action.name),
            source_branch=execution.push.get("branch-name") if action.name in execution.source_revisions else None,
            report=report,
            credentials=credentials,
        )

    def _finish(
        self, pipeline: Pipeline, execution: Execution, action: ActionExecution, outcome: ActionResult | ActionError
    ) -> None:
        action.external_execution_id = outcome.external_execution_id or action.external_execution_id
        if isinstance(outcome, ActionError):
            self.end(pipeline, execution, action, FAILED, error=(outcome.code, outcome.message))
            return
        action.external_execution_url = outcome.external_execution_url or action.external_execution_url
        action.summary = outcome.summary or action.summary
        action.revision, action.revision_url = outcome.revision, outcome.revision_url
        action.revision_summary, action.variables = outcome.revision_summary, dict(outcome.variables)
        for output in action.outputs:
            revision = outcome.revision or output.revision
            execution.artifacts[output.name] = Artifact(output.name, output.bucket, output.key, revision)
        if namespace := action.declaration.get("namespace"):
            execution.namespaces[namespace] = action.variables
        self.end(pipeline, execution, action, SUCCEEDED)

    def _time_out(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> None:
        with pipeline.lock:
            if action.status == IN_PROGRESS:
                minutes = action_types.timeout(action.declaration) / 60
                message = f"The action didn't complete within {minutes:g} minutes."
                self.end(pipeline, execution, action, FAILED, error=("ActionTimedOut", message))
                self._on_ended(pipeline, execution)

    def _emit(self, pipeline: Pipeline, execution: Execution, action: ActionExecution, state: str) -> None:
        self._host.emit(pipeline, events.ACTION, events.action_detail(pipeline, execution, action, state))


def _artifact_store(pipeline: Pipeline, execution: Execution) -> dict[str, Any]:
    stores = execution.declaration.get("artifactStores", {})
    store: dict[str, Any] = execution.declaration.get("artifactStore") or stores[pipeline.region]
    return store


def _new_artifact(pipeline: Pipeline, execution: Execution, declared: Declaration) -> Artifact:
    """Return an artifact with a new key in the artifact bucket; names in keys are truncated as on AWS."""
    name = declared["name"]
    key = f"{pipeline.name[:20]}/{name[:10]}/{secrets.token_hex(4)[:7]}"
    store = _artifact_store(pipeline, execution)["location"]
    return Artifact(name, store, key, files=tuple(declared.get("files", [])))
