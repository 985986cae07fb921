"""The conditions that stages declare.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
"""

from collections.abc import Iterator

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline.model import (
    BEFORE_ENTRY,
    CONDITIONS,
    ON_FAILURE,
    ON_SUCCESS,
    ROLLBACK,
    Declaration,
)

# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-failureconditions.html
_RESULTS = {
    BEFORE_ENTRY: ("FAIL", "SKIP"),
    ON_SUCCESS: ("FAIL", ROLLBACK),
    ON_FAILURE: ("FAIL", "RETRY", ROLLBACK),
}

# "For beforeEntry conditions that are configured with the Skip result, only the following rules are available":
# https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html
_SKIPPING = {"LambdaInvoke", "VariableCheck"}


def declared(stage: Declaration, *kinds: str) -> Iterator[Declaration]:
    """Yield the conditions of a stage, of these kinds or all."""
    for kind in kinds or CONDITIONS:
        yield from stage.get(kind, {}).get("conditions", [])


def rules(stage: Declaration, *kinds: str) -> Iterator[Declaration]:
    """Yield the rules of a stage's conditions, of these kinds or all."""
    for condition in declared(stage, *kinds):
        yield from condition.get("rules", [])


def validate(pipeline: Declaration) -> None:
    """Validate the conditions of all stages; their rules are validated like actions.

    Raises:
        ServiceError: the pipeline or the stage can't have the condition or its result.
    """
    for number, stage in enumerate(pipeline["stages"]):
        kinds = [kind for kind in CONDITIONS if stage.get(kind)]
        if kinds and pipeline["pipelineType"] == "V1":
            raise ServiceError("InvalidStructureException", f"{', '.join(kinds)} require a pipeline of type V2.")
        for kind in kinds:
            _validate(pipeline, stage, kind, is_source=number == 0)


def _validate(pipeline: Declaration, stage: Declaration, kind: str, *, is_source: bool) -> None:
    results = [condition.get("result", "FAIL") for condition in declared(stage, kind)]
    if kind == ON_FAILURE and "result" in stage[kind]:
        results.append(stage[kind]["result"])
    for condition in declared(stage, kind):
        if not condition.get("rules"):
            _reject(stage, f"the condition {kind} needs rules")
    if "SKIP" in results and (others := sorted(_providers(stage, kind) - _SKIPPING)):
        _reject(stage, f"the result SKIP allows the rules {', '.join(sorted(_SKIPPING))} only, not {', '.join(others)}")
    for result in results:
        if result not in _RESULTS[kind]:
            _reject(stage, f"the result of {kind} must be one of {', '.join(_RESULTS[kind])}, not {result}")
    if ROLLBACK in results and is_source:
        _reject(stage, "a source stage can't be rolled back")
    if ROLLBACK in results and pipeline["executionMode"] == "PARALLEL":
        _reject(stage, "a stage of a pipeline in the mode PARALLEL can't be rolled back")
    if kind == ON_FAILURE and "retryConfiguration" in stage[kind] and "RETRY" not in results:
        _reject(stage, "retryConfiguration needs the result RETRY")


def _providers(stage: Declaration, kind: str) -> set[str]:
    return {rule["ruleTypeId"]["provider"] for rule in rules(stage, kind)}


def _reject(stage: Declaration, reason: str) -> None:
    raise ServiceError("InvalidStageDeclarationException", f"Stage {stage['name']}: {reason}.")
