"""Decides what an execution does next in its stage: conditions, actions, retries and the end of the stage.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works-conditions.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slipway_emulator.services.codepipeline.model import (
    BEFORE_ENTRY,
    FAILED,
    IN_PROGRESS,
    ON_FAILURE,
    ON_SUCCESS,
    ROLLBACK,
    SKIPPED,
    STOPPED,
    STOPPING,
    SUCCEEDED,
    Condition,
    Declaration,
    Execution,
)

AUTOMATIC_RETRY = "AutomatedStageRetry"


@dataclass(frozen=True)
class Evaluate:
    """Run the rules of a condition."""

    kind: str
    condition: Declaration


@dataclass(frozen=True)
class StartActions:
    """Start actions."""

    actions: Sequence[Declaration]


@dataclass(frozen=True)
class Retry:
    """Run the stage again, except for the actions whose outcomes are kept."""

    kept: Mapping[str, str]


@dataclass(frozen=True)
class Leave:
    """Leave the stage with a status; ``rolls_back`` starts an automatic rollback of the stage."""

    status: str
    summary: str | None = None
    rolls_back: bool = False


Step = Evaluate | StartActions | Retry | Leave


def next_step(execution: Execution, version: int) -> Step:
    """Return the next step of an execution without running actions and rules.

    Args:
        execution: execution in progress or stopping.
        version: the pipeline's current version.
    """
    if FAILED in execution.outcomes.values():
        return _after_failure(execution, version)
    if execution.status == STOPPING:
        return Leave(STOPPED)
    if execution.version != version:
        return Leave(FAILED, "The pipeline was updated while this execution ran.")
    if evaluate := _evaluate(execution, BEFORE_ENTRY):
        return evaluate
    entry = execution.condition(BEFORE_ENTRY)
    if entry and not entry.is_met:
        return Leave(SKIPPED) if entry.result == "SKIP" else Leave(FAILED, entry.summary)
    if actions := execution.next_actions:
        return StartActions(actions)
    return _after_success(execution)


def is_overridable(execution: Execution, stage: str, condition: Condition) -> bool:
    """Return whether a condition keeps an execution from continuing in a stage, so that it can be overridden."""
    if execution.stage["name"] != stage or condition.is_overridden or condition.result == ROLLBACK:
        return False
    return condition.status == IN_PROGRESS or (condition.status == FAILED and execution.status == FAILED)


def _after_success(execution: Execution) -> Step:
    if evaluate := _evaluate(execution, ON_SUCCESS):
        return evaluate
    condition = execution.condition(ON_SUCCESS)
    if condition is None or condition.is_met:
        return Leave(SUCCEEDED)
    return Leave(FAILED, condition.summary, rolls_back=condition.result == ROLLBACK)


def _after_failure(execution: Execution, version: int) -> Step:
    declared = execution.stage.get(ON_FAILURE)
    if not declared or execution.status == STOPPING or execution.version != version:
        return Leave(FAILED)
    if evaluate := _evaluate(execution, ON_FAILURE):
        return evaluate
    condition = execution.condition(ON_FAILURE)
    # The result of a failure condition is for the case that it is met:
    # https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureConditions.html
    result = declared.get("result") if condition is None else condition.result if condition.is_met else "FAIL"
    # A stage is retried automatically once.
    if result == "RETRY" and AUTOMATIC_RETRY not in execution.retries.get(execution.stage["name"], []):
        mode = declared.get("retryConfiguration", {}).get("retryMode", "FAILED_ACTIONS")
        succeeded = {name: status for name, status in execution.outcomes.items() if status == SUCCEEDED}
        return Retry(succeeded if mode == "FAILED_ACTIONS" else {})
    return Leave(FAILED, rolls_back=result == ROLLBACK)


def _evaluate(execution: Execution, kind: str) -> Evaluate | None:
    """Return the step that evaluates a condition; None if the stage has none, or its evaluation has begun."""
    conditions = execution.stage.get(kind, {}).get("conditions", [])
    return Evaluate(kind, conditions[0]) if conditions and execution.condition(kind) is None else None
