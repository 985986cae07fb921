"""Validates a pipeline declaration beyond the shapes of the service's model.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import (
    action_declaration,
    conditions,
    trigger_rules,
    variables,
)
from slipway_emulator.services.codepipeline.action_declaration import reject
from slipway_emulator.services.codepipeline.model import BEFORE_ENTRY, ON_FAILURE, ON_SUCCESS, Declaration


def validate(pipeline: Declaration, account: str, region: str) -> Declaration:
    """Validate a declaration and return a copy that includes AWS's defaults.

    Args:
        pipeline: pipeline of the shape PipelineDeclaration.
        account: the pipeline's account; its role must be in the same account.
        region: the pipeline's region; its actions must be in the same region.

    Raises:
        ServiceError: the structure is invalid on AWS, or has a feature that the local AWS doesn't support.
    """
    declaration = _with_defaults(pipeline)
    if len(declaration["stages"]) < 2:
        raise ServiceError("InvalidStructureException", "A pipeline must have at least two stages.")
    errors = []
    for check in _checks(declaration, account, region):
        try:
            check()
        except ServiceError as error:
            errors.append(error)
    if errors:  # a real pipeline may have a lot
        raise ServiceError(errors[0].code, " ".join(error.message for error in errors))
    return declaration


def _checks(pipeline: Declaration, account: str, region: str) -> Iterator[Callable[[], None]]:
    """Yield what validates each part of a declaration, so that an error names everything that is wrong with it."""
    yield partial(_validate_role, pipeline, account)
    yield partial(_validate_type, pipeline)
    yield partial(_validate_artifact_store, pipeline, region)
    yield partial(_validate_stages, pipeline["stages"])
    yield from (partial(_validate_stage, stage) for stage in pipeline["stages"])
    yield partial(conditions.validate, pipeline)
    rules = [rule for stage in pipeline["stages"] for rule in conditions.rules(stage)]
    for action in (*actions(pipeline), *rules):
        yield partial(action_declaration.validate, action, pipeline["pipelineType"], region)
    yield partial(_validate_order, pipeline)
    yield partial(_validate_clone_references, pipeline)
    yield partial(trigger_rules.validate, pipeline)


def _validate_role(pipeline: Declaration, account: str) -> None:
    if pipeline["roleArn"].split(":")[4] != account:
        raise ServiceError("InvalidStructureException", f"The role {pipeline['roleArn']} is in another account.")


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
                for rule in condition.get("rules", [])
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
    if duplicate := _find_duplicate(stage["name"] for stage in stages):
        raise ServiceError("InvalidStageDeclarationException", f"The stage name {duplicate} is not unique.")
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
        reject(action, f"no earlier action has the output artifact {', '.join(missing)}")
    if unknown := sorted(variables.namespaces_in(texts_with_variables(action)) - namespaces):
        reject(action, f"no earlier action has the namespace {', '.join(unknown)}")


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
            reject(action, f"only a build can use {', '.join(used)}, which has the format CODEBUILD_CLONE_REF")


def _add(action: Declaration, existing: set[str], names: list[str], kind: str) -> None:
    for name in names:
        if name in existing:
            reject(action, f"the {kind} {name} is not unique in the pipeline")
        existing.add(name)


def _find_duplicate(names: Iterable[Any]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return str(name)
        seen.add(name)
    return None
