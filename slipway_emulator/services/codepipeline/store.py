"""The pipelines of every account and region, and the one engine that runs them."""

import functools
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline import declaration as declarations
from slipway_emulator.services.codepipeline import ministack_host
from slipway_emulator.services.codepipeline.engine import Engine
from slipway_emulator.services.codepipeline.model import IN_PROGRESS, STOPPING, Execution, Pipeline, Stage

# By account and region, then by name.
PIPELINES: dict[tuple[str, str], dict[str, Pipeline]] = defaultdict(dict)
# Executions in progress: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
_MOST_EXECUTIONS = 50


@functools.cache
def engine() -> Engine:
    """Return the engine of this MiniStack."""
    return Engine(ministack_host.make())


def mine() -> dict[str, Pipeline]:
    """Return the pipelines of the caller's account and region."""
    return PIPELINES[caller.account(), caller.region()]


def find(name: str) -> Pipeline:
    """Return one of the caller's pipelines.

    Raises:
        ServiceError: ``PipelineNotFoundException``.
    """
    if pipeline := mine().get(name):
        return pipeline
    message = f"Account {caller.account()} does not have a pipeline with name '{name}'"
    raise ServiceError("PipelineNotFoundException", message)


def find_stage(pipeline: Pipeline, name: str) -> Stage:
    """Return a stage of a pipeline.

    Raises:
        ServiceError: ``StageNotFoundException``.
    """
    if stage := pipeline.stages.get(name):
        return stage
    raise ServiceError("StageNotFoundException", f"The pipeline {pipeline.name} has no stage {name}.")


def find_execution(pipeline: Pipeline, id_: str) -> Execution | None:
    """Return an execution of a pipeline, if it has one with this id."""
    return next((execution for execution in pipeline.executions if execution.id == id_), None)


def start(
    pipeline: Pipeline,
    trigger: tuple[str, str],
    parameters: Mapping[str, Any],
    push: Mapping[str, str] | None = None,
) -> Execution:
    """Start an execution of a pipeline, or return the one that the same ``clientRequestToken`` started.

    Args:
        pipeline: what to execute.
        trigger: type and detail.
        parameters: ``variables``, ``sourceRevisions`` and ``clientRequestToken`` as StartPipelineExecution has them.
        push: what the execution's events tell of the push that starts it.

    Raises:
        ServiceError: the variables or revisions don't fit the pipeline, or too many executions are in progress.
    """
    token = parameters.get("clientRequestToken")
    for execution in pipeline.executions if token else ():
        if execution.client_token == token:
            return execution
    if sum(execution.status in (IN_PROGRESS, STOPPING) for execution in pipeline.executions) >= _MOST_EXECUTIONS:
        message = f"The pipeline {pipeline.name} has {_MOST_EXECUTIONS} executions in progress."
        raise ServiceError("ConcurrentPipelineExecutionsLimitExceededException", message)
    variables = _variables(pipeline, parameters.get("variables", []))
    revisions = _source_revisions(pipeline, parameters.get("sourceRevisions", []))
    return engine().start(
        pipeline, trigger, variables=variables, source_revisions=revisions, client_token=token, push=push
    )


def _variables(pipeline: Pipeline, given: list[dict[str, str]]) -> dict[str, str]:
    declared = {each["name"]: each.get("defaultValue") for each in pipeline.declaration.get("variables", [])}
    values = {each["name"]: each["value"] for each in given}
    if unknown := sorted(set(values) - set(declared)):
        raise ServiceError("ValidationException", f"The pipeline doesn't declare the variable {', '.join(unknown)}.")
    resolved = declared | values
    if missing := sorted(name for name, value in resolved.items() if value is None):
        raise ServiceError("ValidationException", f"The variable {', '.join(missing)} has no default: give a value.")
    return {name: str(value) for name, value in resolved.items()}


def _source_revisions(pipeline: Pipeline, given: list[dict[str, str]]) -> dict[str, str]:
    kinds = {"CodeStarSourceConnection": "COMMIT_ID", "S3": "S3_OBJECT_VERSION_ID"}
    sources = {
        action["name"]: kinds[action["actionTypeId"]["provider"]]
        for action in declarations.actions(pipeline.declaration)
        if action["actionTypeId"]["category"] == "Source"
    }
    for revision in given:
        name, kind = revision["actionName"], revision["revisionType"]
        if name not in sources:
            raise ServiceError("ValidationException", f"The pipeline has no source action {name}.")
        if kind != sources[name]:
            raise ServiceError("ValidationException", f"The local AWS takes {sources[name]} for {name}, not {kind}.")
    return {revision["actionName"]: revision["revisionValue"] for revision in given}
