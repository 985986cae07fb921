"""Pipelines and their executions, which are kept in memory."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slipway_emulator.services.codepipeline.action import Artifact

IN_PROGRESS, SUCCEEDED, FAILED = "InProgress", "Succeeded", "Failed"
STOPPING, STOPPED, SUPERSEDED, ABANDONED = "Stopping", "Stopped", "Superseded", "Abandoned"
SKIPPED, OVERRIDDEN, CANCELLED = "Skipped", "Overridden", "Cancelled"
# Types of an execution.
STANDARD, ROLLBACK = "STANDARD", "ROLLBACK"
# The conditions of a stage.
BEFORE_ENTRY, ON_SUCCESS, ON_FAILURE = "beforeEntry", "onSuccess", "onFailure"
CONDITIONS = (BEFORE_ENTRY, ON_SUCCESS, ON_FAILURE)

Declaration = dict[str, Any]


@dataclass
class ActionExecution:
    """An execution of an action, or of a rule of a condition.

    Attributes:
        declaration: declaration of the action, with unresolved variables.
        configuration: configuration of the action, with resolved variables.
        error: code and message of a failure.
        token: token for PutApprovalResult.
        cancelled: set when the action is stopped or has timed out.
        condition: condition of a rule.
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
    condition: "Condition | None" = None

    @property
    def name(self) -> str:
        """The action's name."""
        return str(self.declaration["name"])


@dataclass
class Condition:
    """The evaluation of a condition of a stage in an execution.

    Attributes:
        result: the result that the condition declares, e.g. ``SKIP``.
        rules: the executions of its rules.
        is_overridden: whether OverrideStageCondition replaced the rules' outcome.
    """

    result: str
    rules: list[ActionExecution] = field(default_factory=list)
    is_overridden: bool = False

    @property
    def status(self) -> str:
        """The condition has succeeded if all of its rules have."""
        statuses = {rule.status for rule in self.rules}
        if self.is_overridden:
            return OVERRIDDEN
        for status in (FAILED, IN_PROGRESS):
            if status in statuses:
                return status
        return CANCELLED if ABANDONED in statuses else SUCCEEDED

    @property
    def is_met(self) -> bool:
        """Whether the condition has succeeded, or was overridden."""
        return self.status in (SUCCEEDED, OVERRIDDEN)

    @property
    def summary(self) -> str | None:
        """The reason why a rule failed."""
        return next((rule.error[1] for rule in self.rules if rule.error), None)


@dataclass
class Execution:
    """An execution of a pipeline.

    Attributes:
        declaration: declaration of the pipeline, at the start of the execution.
        trigger: ``triggerType`` and ``triggerDetail``.
        push: execution trigger in its events, if a push to a git repository started it.
        source_revisions: the revision of each source action that doesn't use the newest one.
        position: index of the stage that it is in or waits for.
        stages: the status of each stage that it has entered.
        outcomes: the status of each action of its stage that has started.
        attempt: 1, and incremented by each retry.
        conditions: the evaluated conditions, by the names of the stage and the condition.
        rules: all executions of rules.
        retries: the triggers of its retries by stage, oldest first.
        rollback_target: id of the execution to which this one rolls a stage back.
        inherited: the source actions of that execution.
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
    conditions: dict[tuple[str, str], Condition] = field(default_factory=dict)
    rules: list[ActionExecution] = field(default_factory=list)
    retries: dict[str, list[str]] = field(default_factory=dict)
    rollback_target: str | None = None
    inherited: list[ActionExecution] = field(default_factory=list)

    @property
    def type(self) -> str:
        """``STANDARD`` or ``ROLLBACK``."""
        return ROLLBACK if self.rollback_target else STANDARD

    def condition(self, kind: str) -> Condition | None:
        """Return the evaluation of a condition of its stage, if it has begun."""
        return self.conditions.get((self.stage["name"], kind))

    @property
    def version(self) -> int:
        """The pipeline's version at the start of the execution."""
        return int(self.declaration["version"])

    @property
    def mode(self) -> str:
        """``SUPERSEDED``, ``QUEUED`` or ``PARALLEL``."""
        return str(self.declaration["executionMode"])

    @property
    def stage(self) -> Declaration:
        """The stage that it is in or waits for."""
        stage: Declaration = self.declaration["stages"][self.position]
        return stage

    @property
    def running_actions(self) -> list[ActionExecution]:
        """The actions and rules in progress."""
        return [action for action in (*self.actions, *self.rules) if action.status == IN_PROGRESS]

    @property
    def next_actions(self) -> list[Declaration]:
        """The actions of the stage that start next: those of the lowest run order that have not started."""
        remaining = [action for action in self.stage["actions"] if action["name"] not in self.outcomes]
        lowest = min((action["runOrder"] for action in remaining), default=0)
        return [action for action in remaining if action["runOrder"] == lowest]


@dataclass
class Stage:
    """The state of a stage.

    Attributes:
        busy: the execution in the stage.
        latest: the execution that entered last.
        inbound: the executions that wait to enter, oldest first.
        actions: the latest execution of each action.
        enabled: whether the inbound transition is enabled.
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
    """A pipeline of one account in one region; ``lock`` guards everything that changes while it runs."""

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

    @property
    def executions_in_progress(self) -> list[Execution]:
        """The executions that have not ended."""
        return [execution for execution in self.executions if execution.status in (IN_PROGRESS, STOPPING)]

    def declare(self, declaration: Declaration, now: datetime) -> None:
        """Set the next version of the declaration; a stage that still exists keeps its state."""
        declaration["version"] = len(self.versions) + 1
        self.declaration, self.updated = declaration, now
        self.versions[declaration["version"]] = (declaration, now)
        self.stages = {stage["name"]: self.stages.get(stage["name"]) or Stage() for stage in declaration["stages"]}

    def find_execution(self, id_: str) -> Execution | None:
        """Return an execution by its id, or None if there is no such execution."""
        return next((execution for execution in self.executions if execution.id == id_), None)
