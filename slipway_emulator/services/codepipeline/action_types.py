"""The supported action types, and AWS's requirements for each.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext, ActionResult

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class ActionType:
    """The requirements for an action of one type.

    Attributes:
        module: module in ``slipway_emulator.services.codepipeline.actions``; its function ``run`` runs the action.
        inputs: minimum and maximum number of input artifacts.
        outputs: minimum and maximum number of output artifacts.
        required: names of required configuration.
        optional: names of other configuration.
        timeout: seconds: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
        fixed: configuration for which only one value is supported: the value, and the reason.
        fields: fields of the action itself, beside its configuration, that only this type has.
        v2_only: whether the pipeline must be of type V2.
    """

    module: str
    inputs: tuple[int, int]
    outputs: tuple[int, int]
    required: tuple[str, ...] = ()
    timeout: int = _HOUR
    optional: tuple[str, ...] = ()
    fixed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    v2_only: bool = False


_POLLING = "the local AWS doesn't poll sources: set it to false and start the pipeline with an EventBridge rule"
_CODEBUILD = ActionType(
    "codebuild",
    (1, 5),
    (0, 5),
    ("ProjectName",),
    8 * _HOUR,
    optional=("BatchEnabled", "BuildspecOverride", "CombineArtifacts", "EnvironmentVariables", "PrimarySource"),
)
_LAMBDA = ActionType("lambda_invoke", (0, 5), (0, 5), ("FunctionName",), _DAY, optional=("UserParameters",))

ACTION_TYPES = {
    ("Source", "AWS", "S3"): ActionType(
        "s3_source",
        (0, 0),
        (1, 1),
        ("S3Bucket", "S3ObjectKey"),
        optional=("PollForSourceChanges",),
        fixed={"PollForSourceChanges": ("false", _POLLING)},
    ),
    ("Source", "AWS", "CodeStarSourceConnection"): ActionType(
        "codeconnections_source",
        (0, 0),
        (1, 1),
        ("ConnectionArn", "FullRepositoryId", "BranchName"),
        optional=("DetectChanges", "OutputArtifactFormat"),
    ),
    ("Source", "AWS", "ECR"): ActionType("ecr_source", (0, 0), (1, 1), ("RepositoryName",), optional=("ImageTag",)),
    ("Build", "AWS", "CodeBuild"): _CODEBUILD,
    ("Test", "AWS", "CodeBuild"): _CODEBUILD,
    ("Deploy", "AWS", "S3"): ActionType(
        "s3_deploy",
        (1, 1),
        (0, 0),
        ("BucketName", "Extract"),
        90 * _MINUTE,
        optional=("CacheControl", "CannedACL", "KMSEncryptionKeyARN", "ObjectKey"),
    ),
    ("Deploy", "AWS", "CloudFormation"): ActionType(
        "cloudformation",
        (0, 10),
        (0, 1),
        ("ActionMode", "StackName"),
        optional=(
            "Capabilities",
            "ChangeSetName",
            "OutputFileName",
            "ParameterOverrides",
            "RoleArn",
            "TemplateConfiguration",
            "TemplatePath",
        ),
    ),
    ("Deploy", "AWS", "Lambda"): ActionType(
        "lambda_deploy",
        (0, 1),
        (0, 0),
        ("FunctionName",),
        3 * _DAY,
        optional=("Alarms", "DeployStrategy", "FunctionAlias", "PublishedTargetVersion"),
        v2_only=True,
    ),
    ("Compute", "AWS", "Commands"): ActionType(
        "commands",
        (1, 10),
        (0, 1),
        timeout=55 * _MINUTE,
        optional=("ComputeType", "EnvironmentType", "SecurityGroupIds", "Subnets", "VpcId"),
        fields=("commands", "environmentVariables", "outputVariables"),
        v2_only=True,
    ),
    ("Invoke", "AWS", "Lambda"): _LAMBDA,
    ("Approval", "AWS", "Manual"): ActionType(
        "manual_approval",
        (0, 0),
        (0, 0),
        (),
        7 * _DAY,
        optional=("CustomData", "ExternalEntityLink", "NotificationArn"),
    ),
    ("Rule", "AWS", "CloudWatchAlarm"): ActionType(
        "rule_cloudwatch_alarm",
        (0, 0),
        (0, 0),
        ("AlarmName",),
        _DAY,
        optional=("AlarmStates", "WaitTime"),
    ),
    ("Rule", "AWS", "CodeBuild"): replace(_CODEBUILD, outputs=(0, 0)),
    ("Rule", "AWS", "Commands"): ActionType(
        "commands", (1, 10), (0, 0), timeout=55 * _MINUTE, fields=("commands",), v2_only=True
    ),
    ("Rule", "AWS", "DeploymentWindow"): ActionType(
        "rule_deployment_window",
        (0, 0),
        (0, 0),
        ("Cron",),
        7 * _DAY,
        optional=("TimeZone",),
    ),
    ("Rule", "AWS", "LambdaInvoke"): replace(_LAMBDA, outputs=(0, 0)),
    ("Rule", "AWS", "VariableCheck"): ActionType(
        "rule_variable_check", (0, 0), (0, 0), ("Operator", "Value", "Variable")
    ),
}


def find(type_id: Mapping[str, str]) -> ActionType | None:
    """Return the action type of an ``actionTypeId``, or None if it isn't supported."""
    return ACTION_TYPES.get((type_id["category"], type_id["owner"], type_id["provider"]))


def supported_names(module: str) -> set[str]:
    """Return the names of all configuration of the types that a module implements."""
    types = [each for each in ACTION_TYPES.values() if each.module == module]
    return {name for each in types for name in (*each.required, *each.optional)}


def load(type_id: Mapping[str, str]) -> Callable[[ActionContext], ActionResult]:
    """Import and return the function that runs actions of a supported type."""
    action_type = find(type_id)
    if action_type is None:
        raise LookupError(type_id)
    function: Callable[[ActionContext], ActionResult]
    function = importlib.import_module(f"slipway_emulator.services.codepipeline.actions.{action_type.module}").run
    return function


def timeout(declaration: Mapping[str, Any]) -> float:
    """Return an action's timeout in seconds: the one that it declares, or the default of its type."""
    if minutes := declaration.get("timeoutInMinutes"):
        return float(minutes * _MINUTE)
    action_type = find(declaration["actionTypeId"])
    return action_type.timeout if action_type else _HOUR
