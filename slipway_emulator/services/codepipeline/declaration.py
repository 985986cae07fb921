"""What CodePipeline asks of a pipeline's structure beyond the shapes of its model.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import copy
from collections.abc import Iterable
from typing import Any

from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline import action_types, trigger_rules, variables
from slipway_emulator.services.codepipeline.model import Declaration

# What a stage's conditions and automatic reactions are called in its declaration.
_CONDITIONS = ("beforeEntry", "onSuccess", "onFailure", "blockers")
_UNSUPPORTED = ("commands", "environmentVariables", "outputVariables")


def checked(pipeline: Declaration, account: str, region: str) -> Declaration:
    """Return a copy of a declaration with AWS's defaults written out.

    Args:
        pipeline: of the shape PipelineDeclaration.
        account: the pipeline's; its role must be of the same.
        region: the pipeline's; its actions must be in the same.

    Raises:
        ServiceError: the structure isn't one that AWS accepts, or has something that doesn't run here; it is named.
    """
    found = _with_defaults(pipeline)
    if found["roleArn"].split(":")[4] != account:
        raise ServiceError("InvalidStructureException", f"The role {found['roleArn']} is of another account.")
    _check_type(found)
    _check_artifact_store(found, region)
    _check_stages(found["stages"])
    for action in actions(found):
        _check_action(action, region)
    _check_order(found)
    trigger_rules.check(found)
    return found


def actions(pipeline: Declaration) -> Iterable[Declaration]:
    """Yield every action of a pipeline, in the order declared."""
    for stage in pipeline["stages"]:
        yield from stage["actions"]


def _with_defaults(pipeline: Declaration) -> Declaration:
    found: Declaration = {"executionMode": "SUPERSEDED", "pipelineType": "V1", **copy.deepcopy(pipeline)}
    defaults: Declaration = {"runOrder": 1, "configuration": {}, "inputArtifacts": [], "outputArtifacts": []}
    for stage in found["stages"]:
        stage["actions"] = [copy.deepcopy(defaults) | action for action in stage["actions"]]
    return found


def _check_type(pipeline: Declaration) -> None:
    needs_v2 = [name for name in ("variables", "triggers") if pipeline.get(name)]
    needs_v2 += [pipeline["executionMode"]] if pipeline["executionMode"] != "SUPERSEDED" else []
    if pipeline["pipelineType"] == "V1" and needs_v2:
        raise ServiceError("InvalidStructureException", f"{', '.join(needs_v2)} need a pipeline of type V2.")
    if repeated := _repeated(variable["name"] for variable in pipeline.get("variables", [])):
        raise ServiceError("InvalidStructureException", f"The variable {repeated} is declared twice.")


def _check_artifact_store(pipeline: Declaration, region: str) -> None:
    stores = pipeline.get("artifactStores", {})
    if ("artifactStore" in pipeline) == bool(stores):
        raise ServiceError("InvalidStructureException", "Give either artifactStore or artifactStores.")
    if stores and set(stores) != {region}:
        raise ServiceError("InvalidStructureException", f"The local AWS runs actions in {region} only, not in others.")


def _check_stages(stages: list[Declaration]) -> None:
    if len(stages) < 2:
        raise ServiceError("InvalidStructureException", "A pipeline must have at least two stages.")
    if repeated := _repeated(stage["name"] for stage in stages):
        raise ServiceError("InvalidStageDeclarationException", f"The stage name {repeated} is not unique.")
    for index, stage in enumerate(stages):
        if found := [name for name in _CONDITIONS if stage.get(name)]:
            message = f"The local AWS doesn't run {', '.join(found)} of stage {stage['name']}."
            raise ServiceError("InvalidStageDeclarationException", message)
        if not stage["actions"]:
            raise ServiceError("InvalidStageDeclarationException", f"Stage {stage['name']} has no action.")
        if repeated := _repeated(action["name"] for action in stage["actions"]):
            message = f"The action name {repeated} is not unique in stage {stage['name']}."
            raise ServiceError("InvalidActionDeclarationException", message)
        sources = [action["actionTypeId"]["category"] == "Source" for action in stage["actions"]]
        if index == 0 and not all(sources):
            raise ServiceError("InvalidStructureException", "The first stage must have source actions only.")
        if index > 0 and any(sources):
            raise ServiceError("InvalidStructureException", "Source actions must be in the first stage.")


def _check_action(action: Declaration, region: str) -> None:
    type_id = action["actionTypeId"]
    label = f"{type_id['category']}/{type_id['owner']}/{type_id['provider']}"
    found = action_types.find(type_id)
    if found is None or type_id["version"] != "1":
        _refuse(action, f"the local AWS doesn't run the action type {label}, version {type_id['version']}")
        return
    if action.get("region", region) != region:
        _refuse(action, f"the local AWS runs actions in {region} only, not in {action['region']}")
    if unsupported := [name for name in _UNSUPPORTED if action.get(name)]:
        _refuse(action, f"{', '.join(unsupported)} can't be given to {label}")
    configuration = action["configuration"]
    if missing := [name for name in found.required if not configuration.get(name)]:
        _refuse(action, f"its configuration lacks {', '.join(missing)}")
    for name, (value, reason) in found.fixed.items():
        if configuration.get(name, "").lower() != value:
            _refuse(action, f"{name} can't be {configuration.get(name, 'left out')}: {reason}")
    for kind, (fewest, most) in (("inputArtifacts", found.inputs), ("outputArtifacts", found.outputs)):
        if not fewest <= len(action[kind]) <= most:
            _refuse(action, f"{label} takes {fewest} to {most} {kind}, not {len(action[kind])}")


def _check_order(pipeline: Declaration) -> None:
    """Check that each artifact and each namespace is made once, and before it is used."""
    made: set[str] = set()
    namespaces = {"codepipeline", "variables"}
    for stage in pipeline["stages"]:
        for order in sorted({action["runOrder"] for action in stage["actions"]}):
            group = [action for action in stage["actions"] if action["runOrder"] == order]
            for action in group:
                _check_uses(action, made, namespaces)
            for action in group:
                _add(action, made, [artifact["name"] for artifact in action["outputArtifacts"]], "output artifact")
                _add(action, namespaces, [action["namespace"]] if action.get("namespace") else [], "namespace")


def _check_uses(action: Declaration, made: set[str], namespaces: set[str]) -> None:
    wanted = {artifact["name"] for artifact in action["inputArtifacts"]}
    if missing := sorted(wanted - made):
        _refuse(action, f"no earlier action has the output artifact {', '.join(missing)}")
    if unknown := sorted(variables.namespaces_in(action["configuration"]) - namespaces):
        _refuse(action, f"no earlier action has the namespace {', '.join(unknown)}")


def _add(action: Declaration, known: set[str], names: list[str], kind: str) -> None:
    for name in names:
        if name in known:
            _refuse(action, f"the {kind} {name} is not unique in the pipeline")
        known.add(name)


def _refuse(action: Declaration, reason: str) -> None:
    raise ServiceError("InvalidActionDeclarationException", f"Action {action['name']}: {reason}.")


def _repeated(names: Iterable[Any]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return str(name)
        seen.add(name)
    return None
