"""Validates an action, or a rule, of a pipeline by what its type requires.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import action_types, configuration_values
from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.model import Declaration

# Fields of an action itself that only some action types have.
_FIELDS = ("commands", "environmentVariables", "outputVariables")


def validate(action: Declaration, pipeline_type: str, region: str) -> None:
    """Validate an action.

    Args:
        action: action with AWS's defaults.
        pipeline_type: ``V1`` or ``V2``.
        region: region of the pipeline.

    Raises:
        ServiceError: the action is invalid on AWS, or isn't supported by the local AWS.
    """
    _validate_action(action, region)
    _validate_v2_action(action, pipeline_type)


def reject(action: Declaration, reason: str) -> None:
    """Raise ServiceError with the name of an action or a rule."""
    kind = "Rule" if "ruleTypeId" in action else "Action"
    raise ServiceError("InvalidActionDeclarationException", f"{kind} {action['name']}: {reason}.")


def _validate_action(action: Declaration, region: str) -> None:
    type_id = action["actionTypeId"]
    label = f"{type_id['category']}/{type_id['owner']}/{type_id['provider']}"
    action_type = action_types.find(type_id)
    if action_type is None or type_id["version"] != "1":
        reject(action, f"the local AWS doesn't support the action type {label}, version {type_id['version']}")
        return
    if action.get("region", region) != region:
        reject(action, f"the local AWS doesn't support cross-Region actions: use {region}, not {action['region']}")
    if unsupported := [name for name in _FIELDS if action.get(name) and name not in action_type.fields]:
        reject(action, f"{label} doesn't support {', '.join(unsupported)}")
    configuration = action["configuration"]
    if missing := [name for name in action_type.required if not configuration.get(name)]:
        reject(action, f"its configuration requires {', '.join(missing)}")
    if unknown := sorted(set(configuration) - {*action_type.required, *action_type.optional}):
        reject(action, f"the local AWS doesn't support {', '.join(unknown)} of {label}")
    for name, (value, reason) in action_type.fixed.items():
        if configuration.get(name, "").lower() != value:
            reject(action, f"{name} can't be {configuration.get(name, 'left out')}: {reason}")
    for kind, (minimum, maximum) in (("inputArtifacts", action_type.inputs), ("outputArtifacts", action_type.outputs)):
        if not minimum <= len(action[kind]) <= maximum:
            reject(action, f"{label} requires {minimum} to {maximum} {kind}, not {len(action[kind])}")
    _validate_values(action, action_type.module)


def _validate_values(action: Declaration, module: str) -> None:
    inputs = [artifact["name"] for artifact in action["inputArtifacts"]]
    try:
        configuration_values.check(module, action["configuration"], inputs)
    except ActionError as error:
        reject(action, error.message)


def _validate_v2_action(action: Declaration, pipeline_type: str) -> None:
    action_type = action_types.find(action["actionTypeId"])
    if action_type and action_type.v2_only and pipeline_type != "V2":
        reject(action, f"the provider {action['actionTypeId']['provider']} requires a pipeline of type V2")
    if action_type and "commands" in action_type.fields:
        _validate_commands(action)


def _validate_commands(action: Declaration) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html."""
    if not action.get("commands"):
        reject(action, "it requires commands")
    if any("\n" in command for command in action["commands"]):
        reject(action, "a command can't have several lines: make several commands of it")
    for artifact in action["outputArtifacts"]:
        if not artifact.get("files"):
            reject(action, f"the output artifact {artifact['name']} requires files")
