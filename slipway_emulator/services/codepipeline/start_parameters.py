"""Validates the parameters of StartPipelineExecution against the pipeline's declaration.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
"""

from collections.abc import Iterable, Mapping

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import declaration as declarations
from slipway_emulator.services.codepipeline.model import Declaration

# By provider of the source action.
_REVISION_TYPES = {"CodeStarSourceConnection": "COMMIT_ID", "ECR": "IMAGE_DIGEST", "S3": "S3_OBJECT_VERSION_ID"}


def resolve_variables(declaration: Declaration, overrides: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the value of every variable that a pipeline declares.

    Raises:
        ServiceError: ``ValidationException``; a variable is not declared, or has no value.
    """
    declared = {each["name"]: each.get("defaultValue") for each in declaration.get("variables", [])}
    values = {each["name"]: each["value"] for each in overrides}
    if unknown := sorted(set(values) - set(declared)):
        raise ServiceError("ValidationException", f"The pipeline doesn't declare the variable {', '.join(unknown)}.")
    resolved = declared | values
    if missing := sorted(name for name, value in resolved.items() if value is None):
        message = f"The variable {', '.join(missing)} has no default value: specify a value."
        raise ServiceError("ValidationException", message)
    return {name: str(value) for name, value in resolved.items()}


def source_revisions(declaration: Declaration, overrides: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the revision of each source action that doesn't use the newest one.

    Raises:
        ServiceError: ``ValidationException``; there is no such source action, or it has another revision type.
    """
    types = {
        action["name"]: _REVISION_TYPES[action["actionTypeId"]["provider"]]
        for action in declarations.actions(declaration)
        if action["actionTypeId"]["category"] == "Source"
    }
    revisions = {}
    for override in overrides:
        name, type_ = override["actionName"], override["revisionType"]
        if name not in types:
            raise ServiceError("ValidationException", f"The pipeline has no source action {name}.")
        if type_ != types[name]:
            message = f"The local AWS requires the revision type {types[name]} for {name}, not {type_}."
            raise ServiceError("ValidationException", message)
        revisions[name] = override["revisionValue"]
    return revisions
