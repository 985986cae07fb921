"""The interface between the engine and an action."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.services.boto_sessions import Session


@dataclass(frozen=True)
class Artifact:
    """The location of an artifact in the pipeline's artifact bucket.

    ``files`` are the patterns of the files in it; only an output of a Commands action has some.
    """

    name: str
    bucket: str
    key: str
    revision: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionContext:
    """The input of one action execution.

    Attributes:
        pipeline: name of the pipeline; ``stage`` and ``action`` are names, too.
        execution_id: id of the pipeline execution.
        configuration: the action's configuration, with its variables resolved.
        commands: shell commands of a Commands action, with their variables resolved; ``environment_variables`` and
            ``output_variables`` are the action's, too.
        inputs: input artifacts, in the declared order.
        outputs: output artifacts, in the declared order, with the locations to write them to.
        session: credentials of the action's role, or of the pipeline's role if the action has none.
        endpoint_url: endpoint for clients of ``session``.
        encryption_key: KMS key of the artifact store.
        cancelled: set when the execution is stopped or the action has timed out.
        source_revision: revision that StartPipelineExecution named for a source action; None means the newest.
        source_branch: pushed branch of a source action whose push has started the execution, or the target of the
            pull request.
        report: sets attributes of the ActionExecution while the action runs, e.g. ``summary``.
        credentials: (policy) returns the credentials of ``session``, restricted by a session policy, as keyword
            arguments of Session.
    """

    account: str
    region: str
    pipeline: str
    execution_id: str
    action_execution_id: str
    stage: str
    action: str
    configuration: dict[str, str]
    inputs: tuple[Artifact, ...]
    outputs: tuple[Artifact, ...]
    session: Session
    endpoint_url: str
    encryption_key: str | None
    cancelled: threading.Event
    commands: tuple[str, ...] = ()
    environment_variables: tuple[Mapping[str, str], ...] = ()
    output_variables: tuple[str, ...] = ()
    source_revision: str | None = None
    source_branch: str | None = None
    report: Callable[..., None] = lambda **_: None
    credentials: Callable[[dict[str, Any]], dict[str, str]] | None = None


@dataclass(frozen=True)
class ActionResult:
    """The result of a successful action; ``variables`` have the names in AWS's action structure reference."""

    revision: str | None = None
    revision_summary: str | None = None
    revision_url: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    external_execution_id: str | None = None
    external_execution_url: str | None = None
    summary: str | None = None


class ActionError(Exception):
    """An action failed; ``code`` is one of CodePipeline's, e.g. JobFailed, ConfigurationError or PermissionError."""

    def __init__(self, code: str, message: str, *, external_execution_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.external_execution_id = external_execution_id
