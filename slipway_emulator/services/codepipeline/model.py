"""Pipelines and their executions, as the engine keeps them in memory."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slipway_emulator.services.codepipeline.action import Artifact

IN_PROGRESS, SUCCEEDED, FAILED = "InProgress", "Succeeded", "Failed"
STOPPING, STOPPED, SUPERSEDED, ABANDONED = "Stopping", "Stopped", "Superseded", "Abandoned"

Declaration = dict[str, Any]


@dataclass
class ActionExecution:
    """One run of one action.

    Attributes:
        declaration: the action's, with its variables as written.
        configuration: the action's, with its variables resolved.
        error: code and message of a failure.
        token: what a manual approval is answered with.
        cancelled: set once its result is no longer waited for.
    """

    id: str
    stage: str
    declaration: Declaration
    version: int
    started: datetime
    updated: datetime
    status: str = IN_PROGRESS
    configuration: dict[str, str] = field(default_factory=dict)
    inputs: tuple[Artifact, ...] = ()
    outputs: tuple[Artifact, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    revision: str | None = None
    revision_summary: str | None = None
    revision_url: str | None = None
    summary: str | None = None
    external_execution_id: str | None = None
    external_execution_url: str | None = None
    error: tuple[str, str] | None = None
    token: str | None = None
    updated_by: str | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        """The action's name."""
        return str(self.declaration["name"])


@dataclass
class Execution:
    """One execution of a pipeline.

    Attributes:
        declaration: the pipeline's when the execution started.
        trigger: ``triggerType`` and ``triggerDetail``.
        push: what its events tell of the push that started it; empty if none did.
        source_revisions: the revision to take instead of the newest, by source action.
        position: index of the stage that it is in or waits for.
        stages: the status of each stage that it has been in.
        outcomes: the status of each action of the stage that it is in.
        attempt: 1, and one more with each retry.
    """

    id: str
    declaration: Declaration
    trigger: dict[str, str]
    started: datetime
    updated: datetime
    push: Mapping[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    source_revisions: dict[str, str] = field(default_factory=dict)
    client_token: str | None = None
    status: str = IN_PROGRESS
    summary: str | None = None
    stop_reason: str | None = None
    position: int = 0
    attempt: int = 1
    stages: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    namespaces: dict[str, Mapping[str, str]] = field(default_factory=dict)
    actions: list[ActionExecution] = field(default_factory=list)

    @property
    def version(self) -> int:
        """The pipeline's version."""
        return int(self.declaration["version"])

    @property
    def mode(self) -> str:
        """``SUPERSEDED``, ``QUEUED`` or ``PARALLEL``."""
        return str(self.declaration["executionMode"])

    @property
    def stage(self) -> Declaration:
        """The stage that it is in or waits for."""
        found: Declaration = self.declaration["stages"][self.position]
        return found


@dataclass
class Stage:
    """What a pipeline remembers of a stage.

    Attributes:
        busy: the execution that has the stage to itself.
        latest: the execution that entered last.
        inbound: the executions that wait to enter, oldest first.
        actions: the latest run of each action.
        enabled: whether executions may enter.
    """

    busy: Execution | None = None
    latest: Execution | None = None
    inbound: list[Execution] = field(default_factory=list)
    actions: dict[str, ActionExecution] = field(default_factory=dict)
    enabled: bool = True
    disabled_reason: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass
class Pipeline:
    """A pipeline of one account in one region; ``lock`` guards all that changes while it runs."""

    account: str
    region: str
    declaration: Declaration
    created: datetime
    updated: datetime
    tags: dict[str, str] = field(default_factory=dict)
    versions: dict[int, tuple[Declaration, datetime]] = field(default_factory=dict)
    executions: list[Execution] = field(default_factory=list)
    stages: dict[str, Stage] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def name(self) -> str:
        """The pipeline's name."""
        return str(self.declaration["name"])

    @property
    def arn(self) -> str:
        """The pipeline's ARN."""
        return f"arn:aws:codepipeline:{self.region}:{self.account}:{self.name}"

    def declare(self, declaration: Declaration, now: datetime) -> None:
        """Take the next version of the declaration; a stage that stays keeps what is known of it."""
        declaration["version"] = len(self.versions) + 1
        self.declaration, self.updated = declaration, now
        self.versions[declaration["version"]] = (declaration, now)
        self.stages = {stage["name"]: self.stages.get(stage["name"]) or Stage() for stage in declaration["stages"]}
