"""Checks the values in the configuration of actions and rules when a pipeline is created or updated.

A value with a variable is known only when the action runs, and is checked then.
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions import (
    rule_cloudwatch_alarm,
    rule_deployment_window,
    rule_variable_check,
    traffic,
)

CLOUDFORMATION_MODES = {
    "CHANGE_SET_EXECUTE": ("ChangeSetName",),
    "CHANGE_SET_REPLACE": ("ChangeSetName", "RoleArn", "TemplatePath"),
    "CREATE_UPDATE": ("RoleArn", "TemplatePath"),
    "DELETE_ONLY": ("RoleArn",),
    "REPLACE_ON_FAILURE": ("RoleArn", "TemplatePath"),
}
"""The values of ``ActionMode``, with the configuration that each requires."""

# https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html
_VARIABLE_TYPES = ("PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER")
_Check = Callable[[str], object]  # raises ActionError
_MAX_ALARMS = 10
# https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html#action-reference-Commands-config
_COMPUTE_TYPES = ("BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE")
_ENVIRONMENT_TYPES = ("LINUX_CONTAINER", "WINDOWS_SERVER_2022_CONTAINER")
_NETWORK = ("SecurityGroupIds", "Subnets", "VpcId")
_FLAG = ("true", "false")
_CANNED_ACLS = (
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
)
_CAPABILITIES = ("CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM")


def check(module: str, configuration: Mapping[str, str], inputs: Sequence[str]) -> None:
    """Check the configuration of an action or a rule, whose names are known.

    Args:
        module: module of the action type, e.g. ``lambda_deploy``.
        configuration: configuration as declared.
        inputs: the names of the input artifacts.

    Raises:
        ActionError: a value isn't one that AWS documents, or values contradict each other.
    """
    for name, value in configuration.items():
        if "#{" in value:
            continue
        allowed = _VALUES.get(module, {}).get(name)
        if isinstance(allowed, tuple) and _folded(value, allowed) not in allowed:
            raise _error(f"{name} must be one of {', '.join(allowed)}, not {value}")
        if callable(allowed):
            allowed(value)
    if requirement := _REQUIREMENTS.get(module):
        requirement(configuration, inputs)


def build_variables(text: str) -> list[dict[str, str]]:
    """Return the environment variables in ``EnvironmentVariables``.

    Raises:
        ActionError: ``ConfigurationError``; the text isn't a JSON list of them.
    """
    try:
        variables = [
            {"name": str(variable["name"]), "value": str(variable["value"]), "type": variable.get("type", "PLAINTEXT")}
            for variable in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        message = "EnvironmentVariables must be a JSON list of objects with name and value"
        raise _error(message) from error
    if unknown := [variable["type"] for variable in variables if variable["type"] not in _VARIABLE_TYPES]:
        raise _error(f"EnvironmentVariables can have the types {', '.join(_VARIABLE_TYPES)}, not {unknown[0]}")
    return variables


def _folded(value: str, allowed: tuple[str, ...]) -> str:
    return value.lower() if allowed == _FLAG else value


def _check_alarms(value: str) -> None:
    names = [name for name in value.split(",") if name.strip()]
    if len(names) > _MAX_ALARMS:
        raise _error(f"Alarms can name {_MAX_ALARMS} alarms, not {len(names)}")


def _check_batch(value: str) -> None:
    if value.lower() not in _FLAG:
        raise _error(f"BatchEnabled and CombineArtifacts must be one of {', '.join(_FLAG)}, not {value}")
    if value.lower() != "false":
        raise _error("the local AWS doesn't support batch builds: BatchEnabled and CombineArtifacts must be false")


def _check_capabilities(value: str) -> None:
    if unknown := [name for name in value.split(",") if name not in _CAPABILITIES]:
        raise _error(f"Capabilities can be {', '.join(_CAPABILITIES)}, separated by commas, not {unknown[0]!r}")


def _check_environment_type(value: str) -> None:
    if value not in _ENVIRONMENT_TYPES:
        raise _error(f"EnvironmentType must be one of {', '.join(_ENVIRONMENT_TYPES)}, not {value}")
    if value != _ENVIRONMENT_TYPES[0]:
        raise _error(f"the local AWS doesn't support the EnvironmentType {value}")


def _check_link(value: str) -> None:
    if not re.fullmatch(r"https?://\S+", value):
        raise _error(f"ExternalEntityLink must be a URL, not {value}")


def _check_overrides(value: str) -> None:
    try:
        overrides = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise _error(f"ParameterOverrides isn't JSON: {error}") from error
    if not isinstance(overrides, dict):
        raise _error("ParameterOverrides must be a JSON object")


def _check_topic(value: str) -> None:
    if not re.fullmatch(r"arn:[^:]+:sns:[^:]+:\d{12}:\S+", value):
        raise _error(f"NotificationArn must be the ARN of an SNS topic, not {value}")


def _check_version(value: str) -> None:
    if not re.fullmatch(r"[1-9][0-9]*", value):
        raise _error(f"PublishedTargetVersion must be the number of a version, not {value}")


_VALUES: Mapping[str, Mapping[str, _Check | tuple[str, ...]]] = {
    "cloudformation": {
        "ActionMode": tuple(CLOUDFORMATION_MODES),
        "Capabilities": _check_capabilities,
        "ParameterOverrides": _check_overrides,
    },
    "codebuild": {
        "BatchEnabled": _check_batch,
        "CombineArtifacts": _check_batch,
        "EnvironmentVariables": build_variables,
    },
    "codeconnections_source": {"DetectChanges": _FLAG, "OutputArtifactFormat": ("CODE_ZIP", "CODEBUILD_CLONE_REF")},
    "commands": {"ComputeType": _COMPUTE_TYPES, "EnvironmentType": _check_environment_type},
    "lambda_deploy": {
        "Alarms": _check_alarms,
        "DeployStrategy": traffic.parse,
        "PublishedTargetVersion": _check_version,
    },
    "manual_approval": {"ExternalEntityLink": _check_link, "NotificationArn": _check_topic},
    "rule_cloudwatch_alarm": {
        "AlarmStates": rule_cloudwatch_alarm.parse_states,
        "WaitTime": rule_cloudwatch_alarm.parse_minutes,
    },
    "rule_deployment_window": {
        "Cron": rule_deployment_window.parse,
        "TimeZone": rule_deployment_window.parse_zone,
    },
    "rule_variable_check": {"Operator": tuple(rule_variable_check.OPERATORS)},
    "s3_deploy": {"CannedACL": _CANNED_ACLS, "Extract": _FLAG},
}


def _require_for_mode(configuration: Mapping[str, str], inputs: Sequence[str]) -> None:
    mode = configuration["ActionMode"]
    if missing := [name for name in CLOUDFORMATION_MODES.get(mode, ()) if not configuration.get(name)]:
        raise _error(f"ActionMode {mode} requires {', '.join(missing)}")
    for setting in ("TemplatePath", "TemplateConfiguration"):
        value = configuration.get(setting, "")
        artifact, _, file = value.partition("::")
        if not value or "#{" in value:
            continue
        if not file:
            raise _error(f"{setting} must be artifact::file, not {value}")
        if artifact not in inputs:
            raise _error(f"{setting}: it has no input artifact {artifact}")


def _require_alias(configuration: Mapping[str, str], inputs: Sequence[str]) -> None:
    names = ("DeployStrategy", "PublishedTargetVersion")
    if not configuration.get("FunctionAlias") and (given := [name for name in names if configuration.get(name)]):
        raise _error(f"{', '.join(given)} requires FunctionAlias")
    if not inputs and not configuration.get("PublishedTargetVersion"):
        raise _error("PublishedTargetVersion is required without an input artifact")


def _require_key(configuration: Mapping[str, str], _: Sequence[str]) -> None:
    if configuration["Extract"].lower() == "false" and not configuration.get("ObjectKey"):
        raise _error("ObjectKey is required when Extract is false")


def _require_primary_source(configuration: Mapping[str, str], inputs: Sequence[str]) -> None:
    primary = configuration.get("PrimarySource", inputs[0] if len(inputs) == 1 else "")
    if primary not in inputs and "#{" not in primary:
        raise _error(f"PrimarySource must be one of its input artifacts: {', '.join(inputs)}")


def _require_whole_network(configuration: Mapping[str, str], _: Sequence[str]) -> None:
    missing = [name for name in _NETWORK if not configuration.get(name)]
    if 0 < len(missing) < len(_NETWORK):
        raise _error(f"a build in a VPC requires {', '.join(missing)}")


def _require_pattern(configuration: Mapping[str, str], _: Sequence[str]) -> None:
    value = configuration["Value"]
    if configuration["Operator"] != "MATCHES" or "#{" in value:
        return
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise _error(f"{value} isn't a regular expression: {error}") from error


_REQUIREMENTS: Mapping[str, Callable[[Mapping[str, str], Sequence[str]], None]] = {
    "cloudformation": _require_for_mode,
    "codebuild": _require_primary_source,
    "commands": _require_whole_network,
    "lambda_deploy": _require_alias,
    "rule_variable_check": _require_pattern,
    "s3_deploy": _require_key,
}


def _error(message: str) -> ActionError:
    return ActionError("ConfigurationError", message)
