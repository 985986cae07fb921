"""Validates a pipeline declaration beyond the shapes of the service's model.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import copy
from collections.abc import Iterable
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import (
    action_types,
    conditions,
    configuration_values,
    trigger_rules,
    variables,
)
from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.model import BEFORE_ENTRY, ON_FAILURE, ON_SUCCESS, Declaration

# Fields of an action itself that only some action types have.
_FIELDS = ("commands", "environmentVariables", "outputVariables")


def validate(pipeline: Declaration, account: str, region: str) -> Declaration:
    """Validate a declaration and return a copy that includes AWS's defaults.

    Args:
        pipeline: of the shape PipelineDeclaration.
        account: the pipeline's account; its role must be in the same account.
        region: the pipeline's region; its actions must be in the same region.

    Raises:
        ServiceError: the structure is invalid on AWS, or has a feature that the local AWS doesn't support.
    """
    declaration = _with_defaults(pipeline)
    if declaration["roleArn"].split(":")[4] != account:
        raise ServiceError("InvalidStructureException", f"The role {declaration['roleArn']} is in another account.")
    _validate_type(declaration)
    _validate_artifact_store(declaration, region)
    _validate_stages(declaration["stages"])
    conditions.validate(declaration)
    _validate_actions(declaration, region)
    _validate_order(declaration)
    _validate_clone_references(declaration)
    trigger_rules.validate(declaration)
    return declaration


def _validate_actions(pipeline: Declaration, region: str) -> None:
    """Validate all actions and rules, and name everything that is wrong with them: a real pipeline may have a lot."""
    problems: list[str] = []
    rules = [rule for stage in pipeline["stages"] for rule in conditions.rules(stage)]
    for action in (*actions(pipeline), *rules):
        try:
            _validate_action(action, region)
            _validate_v2_action(action, pipeline["pipelineType"])
        except ServiceError as error:
            problems.append(error.message)
    if problems:
        raise ServiceError("InvalidActionDeclarationException", " ".join(problems))


def actions(pipeline: Declaration) -> Iterable[Declaration]:
    """Yield every action of a pipeline, in the declared order."""
    for stage in pipeline["stages"]:
        yield from stage["actions"]


def _with_defaults(pipeline: Declaration) -> Declaration:
    declaration: Declaration = {"executionMode": "SUPERSEDED", "pipelineType": "V1", **copy.deepcopy(pipeline)}
    defaults: Declaration = {"runOrder": 1, "configuration": {}, "inputArtifacts": [], "outputArtifacts": []}
    for stage in declaration["stages"]:
        stage["actions"] = [copy.deepcopy(defaults) | action for action in stage["actions"]]
        for condition in conditions.declared(stage):
            # The engine runs a rule like an action. GetPipeline returns only the fields of a rule's shape.
            condition["rules"] = [
                copy.deepcopy(defaults)
                | rule
                | {"actionTypeId": {"owner": "AWS", "version": "1", **rule["ruleTypeId"]}}
                for rule in condition["rules"]
            ]
    return declaration


def _validate_type(pipeline: Declaration) -> None:
    needs_v2 = [name for name in ("variables", "triggers") if pipeline.get(name)]
    needs_v2 += [pipeline["executionMode"]] if pipeline["executionMode"] != "SUPERSEDED" else []
    if pipeline["pipelineType"] == "V1" and needs_v2:
        raise ServiceError("InvalidStructureException", f"{', '.join(needs_v2)} require a pipeline of type V2.")
    if duplicate := _find_duplicate(variable["name"] for variable in pipeline.get("variables", [])):
        raise ServiceError("InvalidStructureException", f"The variable {duplicate} is declared twice.")


def _validate_artifact_store(pipeline: Declaration, region: str) -> None:
    stores = pipeline.get("artifactStores", {})
    if ("artifactStore" in pipeline) == bool(stores):
        raise ServiceError("InvalidStructureException", "Specify either artifactStore or artifactStores.")
    if stores and set(stores) != {region}:
        raise ServiceError(
            "InvalidStructureException", f"The local AWS doesn't support cross-Region actions: use {region}."
        )


def _validate_stages(stages: list[Declaration]) -> None:
    if len(stages) < 2:
        raise ServiceError("InvalidStructureException", "A pipeline must have at least two stages.")
    if duplicate := _find_duplicate(stage["name"] for stage in stages):
        raise ServiceError("InvalidStageDeclarationException", f"The stage name {duplicate} is not unique.")
    for stage in stages:
        _validate_stage(stage)
    first, *others = ([action["actionTypeId"]["category"] == "Source" for action in s["actions"]] for s in stages)
    if not all(first):
        raise ServiceError("InvalidStructureException", "The first stage must have source actions only.")
    if any(map(any, others)):
        raise ServiceError("InvalidStructureException", "Source actions must be in the first stage.")


def _validate_stage(stage: Declaration) -> None:
    if stage.get("blockers"):
        message = f"The local AWS doesn't support blockers of stage {stage['name']}."
        raise ServiceError("InvalidStageDeclarationException", message)
    if not stage["actions"]:
        raise ServiceError("InvalidStageDeclarationException", f"Stage {stage['name']} has no action.")
    if duplicate := _find_duplicate(action["name"] for action in stage["actions"]):
        message = f"The action name {duplicate} is not unique in stage {stage['name']}."
        raise ServiceError("InvalidActionDeclarationException", message)


def _validate_action(action: Declaration, region: str) -> None:
    type_id = action["actionTypeId"]
    label = f"{type_id['category']}/{type_id['owner']}/{type_id['provider']}"
    action_type = action_types.find(type_id)
    if action_type is None or type_id["version"] != "1":
        _reject(action, f"the local AWS doesn't support the action type {label}, version {type_id['version']}")
        return
    if action.get("region", region) != region:
        _reject(action, f"the local AWS doesn't support cross-Region actions: use {region}, not {action['region']}")
    if unsupported := [name for name in _FIELDS if action.get(name) and name not in action_type.fields]:
        _reject(action, f"{label} doesn't support {', '.join(unsupported)}")
    configuration = action["configuration"]
    if missing := [name for name in action_type.required if not configuration.get(name)]:
        _reject(action, f"its configuration requires {', '.join(missing)}")
    if unknown := sorted(set(configuration) - {*action_type.required, *action_type.optional}):
        _reject(action, f"the local AWS doesn't support {', '.join(unknown)} of {label}")
    for name, (value, reason) in action_type.fixed.items():
        if configuration.get(name, "").lower() != value:
            _reject(action, f"{name} can't be {configuration.get(name, 'left out')}: {reason}")
    for kind, (minimum, maximum) in (("inputArtifacts", action_type.inputs), ("outputArtifacts", action_type.outputs)):
        if not minimum <= len(action[kind]) <= maximum:
            _reject(action, f"{label} requires {minimum} to {maximum} {kind}, not {len(action[kind])}")
    _validate_values(action, action_type.module)


def _validate_values(action: Declaration, module: str) -> None:
    inputs = [artifact["name"] for artifact in action["inputArtifacts"]]
    try:
        configuration_values.check(module, action["configuration"], inputs)
    except ActionError as error:
        _reject(action, error.message)


def _validate_v2_action(action: Declaration, pipeline_type: str) -> None:
    action_type = action_types.find(action["actionTypeId"])
    if action_type and action_type.v2_only and pipeline_type != "V2":
        _reject(action, f"the provider {action['actionTypeId']['provider']} requires a pipeline of type V2")
    if action_type and "commands" in action_type.fields:
        _validate_commands(action)


def _validate_commands(action: Declaration) -> None:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html."""
    if not action.get("commands"):
        _reject(action, "it requires commands")
    if any("\n" in command for command in action["commands"]):
        _reject(action, "a command can't have several lines: make several commands of it")
    for artifact in action["outputArtifacts"]:
        if not artifact.get("files"):
            _reject(action, f"the output artifact {artifact['name']} requires files")


def texts_with_variables(action: Declaration) -> list[str]:
    """Return everything in an action that can refer to a variable."""
    environment = [variable["value"] for variable in action.get("environmentVariables", [])]
    return [*action["configuration"].values(), *action.get("commands", []), *environment]


def _validate_order(pipeline: Declaration) -> None:
    """Check that each artifact and each namespace is produced once, and before it is used."""
    artifacts: set[str] = set()
    namespaces = {"codepipeline", "variables"}
    for stage in pipeline["stages"]:
        for rule in conditions.rules(stage, BEFORE_ENTRY):
            _validate_inputs(rule, artifacts, namespaces)
        for order in sorted({action["runOrder"] for action in stage["actions"]}):
            group = [action for action in stage["actions"] if action["runOrder"] == order]
            for action in group:
                _validate_inputs(action, artifacts, namespaces)
            for action in group:
                _add(action, artifacts, [artifact["name"] for artifact in action["outputArtifacts"]], "output artifact")
                _add(action, namespaces, [action["namespace"]] if action.get("namespace") else [], "namespace")
        for rule in conditions.rules(stage, ON_SUCCESS, ON_FAILURE):
            _validate_inputs(rule, artifacts, namespaces)


def _validate_inputs(action: Declaration, artifacts: set[str], namespaces: set[str]) -> None:
    inputs = {artifact["name"] for artifact in action["inputArtifacts"]}
    if missing := sorted(inputs - artifacts):
        _reject(action, f"no earlier action has the output artifact {', '.join(missing)}")
    if unknown := sorted(variables.namespaces_in(texts_with_variables(action)) - namespaces):
        _reject(action, f"no earlier action has the namespace {', '.join(unknown)}")


def _validate_clone_references(pipeline: Declaration) -> None:
    """Only a build can clone the repository of a source with the format CODEBUILD_CLONE_REF."""
    references = {
        artifact["name"]
        for action in actions(pipeline)
        if action["configuration"].get("OutputArtifactFormat") == "CODEBUILD_CLONE_REF"
        for artifact in action["outputArtifacts"]
    }
    for action in actions(pipeline):
        used = sorted(references & {artifact["name"] for artifact in action["inputArtifacts"]})
        if used and action["actionTypeId"]["provider"] not in ("CodeBuild", "Commands"):
            _reject(action, f"only a build can use {', '.join(used)}, which has the format CODEBUILD_CLONE_REF")


def _add(action: Declaration, existing: set[str], names: list[str], kind: str) -> None:
    for name in names:
        if name in existing:
            _reject(action, f"the {kind} {name} is not unique in the pipeline")
        existing.add(name)


def _reject(action: Declaration, reason: str) -> None:
    kind = "Rule" if "ruleTypeId" in action else "Action"
    raise ServiceError("InvalidActionDeclarationException", f"{kind} {action['name']}: {reason}.")


def _find_duplicate(names: Iterable[Any]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return str(name)
        seen.add(name)
    return None
