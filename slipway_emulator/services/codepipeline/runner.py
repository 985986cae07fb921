"""Runs one action: its session, its variables, its artifacts, its time limit."""

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway_emulator.services import boto_sessions
from slipway_emulator.services.codepipeline import action_types, events, variables
from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult, Artifact
from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import (
    FAILED,
    IN_PROGRESS,
    SUCCEEDED,
    ActionExecution,
    Declaration,
    Execution,
    Pipeline,
)

_log = logging.getLogger(__name__)

_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")


class Runner:
    """Runs actions, each in a thread of its own; ``ended`` is told of each that isn't in progress any more."""

    def __init__(self, host: Host, ended: Callable[[Pipeline, Execution], None]) -> None:
        self._host = host
        self._ended = ended

    def start(self, pipeline: Pipeline, execution: Execution, declaration: Declaration) -> None:
        """Start an action of the stage that an execution is in. The caller holds the pipeline's lock."""
        now = self._host.now()
        stage = execution.stage["name"]
        action = ActionExecution(self._host.new_id(), stage, declaration, execution.version, now, now)
        execution.actions.append(action)
        pipeline.stages[stage].actions[action.name] = action
        action.inputs = tuple(execution.artifacts[wanted["name"]] for wanted in declaration["inputArtifacts"])
        action.outputs = tuple(_place(pipeline, execution, made["name"]) for made in declaration["outputArtifacts"])
        self._tell(pipeline, execution, action, "STARTED")
        limit = threading.Timer(action_types.timeout(declaration), self._time_out, (pipeline, execution, action))
        limit.daemon = True
        limit.start()
        work = threading.Thread(target=self._work, args=(pipeline, execution, action, limit), daemon=True)
        work.start()

    def end(
        self,
        pipeline: Pipeline,
        execution: Execution,
        action: ActionExecution,
        status: str,
        *,
        error: tuple[str, str] | None = None,
    ) -> None:
        """Give an action in progress its final status, whatever it still does. The caller holds the lock."""
        action.status, action.error, action.updated = status, error, self._host.now()
        execution.outcomes[action.name] = status
        execution.updated = action.updated
        action.cancelled.set()
        self._tell(pipeline, execution, action, status.upper())

    def _work(self, pipeline: Pipeline, execution: Execution, action: ActionExecution, limit: threading.Timer) -> None:
        try:
            outcome: ActionResult | ActionFailed = self._run(pipeline, execution, action)
        except ActionFailed as failure:
            outcome = failure
        except ClientError as error:
            code = "PermissionError" if error.response["Error"]["Code"] in _DENIED else "JobFailed"
            outcome = ActionFailed(code, str(error))
        except Exception as error:  # noqa: BLE001 - whatever an action does wrong is its own failure, never the engine's
            _log.exception("action %s of %s", action.name, pipeline.name)
            code = "JobFailed" if isinstance(error, BotoCoreError) else "InternalError"
            outcome = ActionFailed(code, f"{type(error).__name__}: {error}")
        limit.cancel()
        with pipeline.lock:
            if action.status == IN_PROGRESS:
                self._finish(pipeline, execution, action, outcome)
                self._ended(pipeline, execution)

    def _run(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> ActionResult:
        with pipeline.lock:
            known = {
                **execution.namespaces,
                "variables": execution.variables,
                "codepipeline": {"PipelineExecutionId": execution.id},
            }
        action.configuration = variables.resolve(action.declaration["configuration"], known)
        return self._host.run(action.declaration["actionTypeId"])(self._context(pipeline, execution, action))

    def _context(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> ActionContext:
        def credentials(policy: dict[str, Any] | None = None) -> dict[str, str]:
            return self._host.credentials(pipeline, action.declaration.get("roleArn"), policy)

        def report(**known: str) -> None:
            for name, value in known.items():
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
            session=boto_sessions.make(pipeline.region, **credentials()),
            endpoint_url=self._host.endpoint_url,
            encryption_key=_store(pipeline, execution).get("encryptionKey", {}).get("id"),
            cancelled=action.cancelled,
            source_revision=execution.source_revisions.get(action.name),
            report=report,
            credentials=credentials,
        )

    def _finish(
        self, pipeline: Pipeline, execution: Execution, action: ActionExecution, outcome: ActionResult | ActionFailed
    ) -> None:
        action.external_execution_id = outcome.external_execution_id or action.external_execution_id
        if isinstance(outcome, ActionFailed):
            self.end(pipeline, execution, action, FAILED, error=(outcome.code, outcome.message))
            return
        action.external_execution_url = outcome.external_execution_url or action.external_execution_url
        action.summary = outcome.summary or action.summary
        action.revision, action.revision_url = outcome.revision, outcome.revision_url
        action.revision_summary, action.variables = outcome.revision_summary, dict(outcome.variables)
        for made in action.outputs:
            revision = outcome.revision or made.revision
            execution.artifacts[made.name] = Artifact(made.name, made.bucket, made.key, revision)
        if namespace := action.declaration.get("namespace"):
            execution.namespaces[namespace] = action.variables
        self.end(pipeline, execution, action, SUCCEEDED)

    def _time_out(self, pipeline: Pipeline, execution: Execution, action: ActionExecution) -> None:
        with pipeline.lock:
            if action.status == IN_PROGRESS:
                minutes = action_types.timeout(action.declaration) / 60
                message = f"The action didn't end within {minutes:g} minutes."
                self.end(pipeline, execution, action, FAILED, error=("ActionTimedOut", message))
                self._ended(pipeline, execution)

    def _tell(self, pipeline: Pipeline, execution: Execution, action: ActionExecution, state: str) -> None:
        self._host.emit(pipeline, events.ACTION, events.action_detail(pipeline, execution, action, state))


def _store(pipeline: Pipeline, execution: Execution) -> dict[str, Any]:
    stores = execution.declaration.get("artifactStores", {})
    found: dict[str, Any] = execution.declaration.get("artifactStore") or stores[pipeline.region]
    return found


def _place(pipeline: Pipeline, execution: Execution, name: str) -> Artifact:
    """Return a new key in the artifact bucket, shortened as AWS's keys are."""
    key = f"{pipeline.name[:20]}/{name[:10]}/{secrets.token_hex(4)[:7]}"
    return Artifact(name, _store(pipeline, execution)["location"], key)
