"""The action types that run here, and what AWS asks of each.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext, ActionResult

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class ActionType:
    """What AWS asks of an action type.

    Attributes:
        module: of ``slipway_emulator.services.codepipeline.actions``, with the function ``run``.
        inputs: fewest and most input artifacts.
        outputs: fewest and most output artifacts.
        required: the configuration that it must have.
        timeout: seconds: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
        fixed: configuration that runs here with one value only, which must be written out, and the reason.
    """

    module: str
    inputs: tuple[int, int]
    outputs: tuple[int, int]
    required: tuple[str, ...] = ()
    timeout: int = _HOUR
    fixed: Mapping[str, tuple[str, str]] = field(default_factory=dict)


_POLLING = "sources aren't polled here: set it to false and start the pipeline by an EventBridge rule"
_CODEBUILD = ActionType("codebuild", (1, 5), (0, 5), ("ProjectName",), 8 * _HOUR)

ACTION_TYPES = {
    ("Source", "AWS", "S3"): ActionType(
        "s3_source", (0, 0), (1, 1), ("S3Bucket", "S3ObjectKey"), fixed={"PollForSourceChanges": ("false", _POLLING)}
    ),
    ("Source", "AWS", "CodeStarSourceConnection"): ActionType(
        "codeconnections_source", (0, 0), (1, 1), ("ConnectionArn", "FullRepositoryId", "BranchName")
    ),
    ("Build", "AWS", "CodeBuild"): _CODEBUILD,
    ("Test", "AWS", "CodeBuild"): _CODEBUILD,
    ("Deploy", "AWS", "S3"): ActionType("s3_deploy", (1, 1), (0, 0), ("BucketName", "Extract"), 90 * _MINUTE),
    ("Invoke", "AWS", "Lambda"): ActionType("lambda_invoke", (0, 5), (0, 5), ("FunctionName",), _DAY),
    ("Approval", "AWS", "Manual"): ActionType("manual_approval", (0, 0), (0, 0), (), 7 * _DAY),
}


def find(type_id: Mapping[str, str]) -> ActionType | None:
    """Return the action type of an ``actionTypeId``, None if it doesn't run here."""
    return ACTION_TYPES.get((type_id["category"], type_id["owner"], type_id["provider"]))


def run(type_id: Mapping[str, str]) -> Callable[[ActionContext], ActionResult]:
    """Return what runs actions of a type that runs here."""
    found = find(type_id)
    if found is None:
        raise LookupError(type_id)
    function: Callable[[ActionContext], ActionResult]
    function = importlib.import_module(f"slipway_emulator.services.codepipeline.actions.{found.module}").run
    return function


def timeout(declaration: Mapping[str, Any]) -> float:
    """Return the seconds after which an action fails: those that it declares, or else those of its type."""
    if minutes := declaration.get("timeoutInMinutes"):
        return float(minutes * _MINUTE)
    found = find(declaration["actionTypeId"])
    return found.timeout if found else _HOUR
