"""What the engine gives to an action, and what it gets back."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3


@dataclass(frozen=True)
class Artifact:
    """Where an artifact is, in the pipeline's artifact bucket."""

    name: str
    bucket: str
    key: str
    revision: str | None = None


@dataclass(frozen=True)
class ActionContext:
    """One action of one execution.

    ``name``s are the pipeline's own; ``execution_id`` is the pipeline execution's. ``configuration`` has its variables
    resolved. ``inputs`` and ``outputs`` keep the declared order; an action puts each output where it says. ``session``
    holds the credentials of the action's role, else of the pipeline's; its clients need ``endpoint_url``.
    ``encryption_key`` is the artifact store's KMS key. ``cancelled`` is set once the execution is stopped or the
    action's time is up. ``source_revision`` is the revision that the start named for a source, else the newest is
    meant. ``report(external_execution_id=…, external_execution_url=…, summary=…)`` tells what is known while it runs.
    ``credentials(policy)`` are those of ``session``, narrowed by a session policy: boto3.Session's arguments.
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
    session: boto3.Session
    endpoint_url: str
    encryption_key: str | None
    cancelled: threading.Event
    source_revision: str | None = None
    report: Callable[..., None] = lambda **_: None  # an action run on its own has nobody to tell
    credentials: Callable[[dict[str, Any]], dict[str, str]] | None = None


@dataclass(frozen=True)
class ActionResult:
    """What an action that succeeded leaves; ``variables`` are named as in AWS's action reference."""

    revision: str | None = None
    revision_summary: str | None = None
    revision_url: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    external_execution_id: str | None = None
    external_execution_url: str | None = None
    summary: str | None = None


class ActionFailed(Exception):  # noqa: N818 - AWS's word for it
    """An action failed: ``code`` is one of CodePipeline's (JobFailed, ConfigurationError, PermissionError, …)."""

    def __init__(self, code: str, message: str, *, external_execution_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.external_execution_id = external_execution_id
