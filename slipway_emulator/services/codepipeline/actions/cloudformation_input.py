"""The request of a CloudFormation action: template, parameters, tags and capabilities from its configuration.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-action-reference.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

import io
import json
import zipfile
from typing import Any

from slipway_emulator.iam import service_role
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, Artifact
from slipway_emulator.services.codepipeline.actions import artifacts, cloudformation_template

_MAX_TEMPLATE = 51_200  # bytes of CloudFormation's TemplateBody
_CONFIGURATION = ("Parameters", "StackPolicy", "Tags")


def request(context: ActionContext) -> dict[str, Any]:
    """Return the parameters of CreateStack, UpdateStack and CreateChangeSet.

    Raises:
        ActionError: ``ConfigurationError``: the configuration or a file of an artifact is invalid.
    """
    check_role(context)
    configuration = context.configuration
    template = _file(context, "TemplatePath", configuration["TemplatePath"])
    if len(template) > _MAX_TEMPLATE:
        raise _error(f"The local AWS supports templates of {_MAX_TEMPLATE} bytes at most, not {len(template)}")
    stack = _template_configuration(context)
    parameters = {**stack.get("Parameters", {}), **_overrides(context)}
    if unknown := sorted(set(parameters) - cloudformation_template.parameters(template)):
        raise _error(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    return {
        "StackName": configuration["StackName"],
        "TemplateBody": template.decode(),
        "RoleARN": configuration["RoleArn"],
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        "Tags": [{"Key": key, "Value": value} for key, value in stack.get("Tags", {}).items()],
        "Capabilities": [name for name in configuration.get("Capabilities", "").split(",") if name],
    }


def check_role(context: ActionContext) -> None:
    """Check that CloudFormation can assume the stack's role.

    Raises:
        ActionError: ``ConfigurationError``: the role doesn't exist, or its trust policy doesn't allow it.
    """
    role = context.configuration["RoleArn"]
    if not service_role.can_assume(role, "cloudformation.amazonaws.com"):
        raise _error(f"CloudFormation can't assume the role {role}")


def _template_configuration(context: ActionContext) -> dict[str, Any]:
    path = context.configuration.get("TemplateConfiguration")
    if not path:
        return {}
    content = _json(_file(context, "TemplateConfiguration", path), path)
    if unknown := sorted(set(content) - set(_CONFIGURATION)):
        raise _error(f"{path} has unknown keys: {', '.join(unknown)}")
    if content.get("StackPolicy"):
        raise _error(f"The local AWS doesn't support the StackPolicy of {path}")
    return content


def _overrides(context: ActionContext) -> dict[str, str]:
    text = context.configuration.get("ParameterOverrides")
    overrides = _json(text.encode(), "ParameterOverrides") if text else {}
    return {name: _value(context, name, value) for name, value in overrides.items()}


def _value(context: ActionContext, name: str, value: object) -> str:
    """Return a parameter's value, in which Fn::GetArtifactAtt and Fn::GetParam refer to input artifacts."""
    match value:
        case str():
            return value
        case {"Fn::GetArtifactAtt": [str(artifact), ("BucketName" | "ObjectKey" | "URL") as attribute]}:
            found = _artifact(context, name, artifact)
            url = f"https://s3.{context.region}.amazonaws.com/{found.bucket}/{found.key}"
            return {"BucketName": found.bucket, "ObjectKey": found.key, "URL": url}[attribute]
        case {"Fn::GetParam": [str(artifact), str(file), str(key)]}:
            content = _json(_file(context, name, f"{artifact}::{file}"), file)
            if key not in content:
                raise _error(f"{name}: {file} has no key {key}")
            return str(content[key])
    raise _error(f"{name} of ParameterOverrides must be a string, Fn::GetArtifactAtt or Fn::GetParam")


def _file(context: ActionContext, setting: str, path: str) -> bytes:
    """Return a file of an input artifact; ``path`` is ``artifact::file``."""
    name, _, file = path.partition("::")
    artifact = _artifact(context, setting, name)
    if not file:
        raise _error(f"{setting} must be artifact::file, not {path}")
    try:
        with zipfile.ZipFile(io.BytesIO(artifacts.fetch(context, artifact))) as archive:
            return archive.read(file)
    except zipfile.BadZipFile as error:
        raise _error(f"The artifact {name} isn't a zip file") from error
    except KeyError as error:
        raise _error(f"The artifact {name} has no file {file}") from error


def _artifact(context: ActionContext, setting: str, name: str) -> Artifact:
    for artifact in context.inputs:
        if artifact.name == name:
            return artifact
    raise _error(f"{setting}: action {context.action} has no input artifact {name}")


def _json(content: bytes, name: str) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise _error(f"{name} isn't JSON: {error}") from error
    if not isinstance(value, dict):
        raise _error(f"{name} must be a JSON object")
    return value


def _error(message: str) -> ActionError:
    return ActionError("ConfigurationError", message)
