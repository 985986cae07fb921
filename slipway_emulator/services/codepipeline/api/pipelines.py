"""Pipelines and their tags."""

from typing import Any

from slipway_emulator.iam import caller
from slipway_emulator.services.aws_json import ServiceError, page
from slipway_emulator.services.codepipeline import declaration as declarations
from slipway_emulator.services.codepipeline import repository_watch, store
from slipway_emulator.services.codepipeline.host import utc_now
from slipway_emulator.services.codepipeline.model import Pipeline

Parameters = dict[str, Any]
_MOST_TAGS = 50


def create(parameters: Parameters) -> Parameters:
    """CreatePipeline; an execution starts at once, as on AWS."""
    declaration = declarations.checked(parameters["pipeline"], caller.account(), caller.region())
    name = declaration["name"]
    if name in store.mine():
        message = f"A pipeline with the name '{name}' already exists in account '{caller.account()}'"
        raise ServiceError("PipelineNameInUseException", message)
    tags = _tags({}, parameters.get("tags", []))
    now = utc_now()
    pipeline = Pipeline(caller.account(), caller.region(), declaration, now, now, tags)
    pipeline.declare(declaration, now)
    store.mine()[name] = pipeline
    repository_watch.watch(pipeline)
    if all(variable.get("defaultValue") for variable in declaration.get("variables", [])):
        store.start(pipeline, ("CreatePipeline", caller.arn()), {})
    return {"pipeline": declaration, "tags": _tag_list(pipeline)}


def get(parameters: Parameters) -> Parameters:
    """GetPipeline."""
    pipeline = store.find(parameters["name"])
    wanted = parameters.get("version", pipeline.declaration["version"])
    if wanted not in pipeline.versions:
        message = f"The pipeline {pipeline.name} has no version {wanted}."
        raise ServiceError("PipelineVersionNotFoundException", message)
    declaration, updated = pipeline.versions[wanted]
    metadata = {"pipelineArn": pipeline.arn, "created": pipeline.created, "updated": updated}
    return {"pipeline": declaration, "metadata": metadata}


def update(parameters: Parameters) -> Parameters:
    """UpdatePipeline; an execution under way ends once its running actions have, as on AWS."""
    declaration = declarations.checked(parameters["pipeline"], caller.account(), caller.region())
    pipeline = store.find(declaration["name"])
    with pipeline.lock:
        pipeline.declare(declaration, utc_now())
        store.engine().outdate(pipeline)
    repository_watch.watch(pipeline)
    return {"pipeline": declaration}


def delete(parameters: Parameters) -> None:
    """DeletePipeline; a pipeline that isn't there is deleted, too, as on AWS."""
    if pipeline := store.mine().pop(parameters["name"], None):
        repository_watch.forget(pipeline)
        store.engine().abandon(pipeline)


def list_all(parameters: Parameters) -> Parameters:
    """ListPipelines."""
    pipelines, token = page([pipeline for _, pipeline in sorted(store.mine().items())], parameters, 1000)
    return {"pipelines": [_summary(pipeline) for pipeline in pipelines], "nextToken": token}


def _summary(pipeline: Pipeline) -> Parameters:
    declared = {name: pipeline.declaration[name] for name in ("name", "version", "pipelineType", "executionMode")}
    return declared | {"created": pipeline.created, "updated": pipeline.updated}


def tag(parameters: Parameters) -> None:
    """TagResource."""
    pipeline = _tagged(parameters["resourceArn"])
    pipeline.tags = _tags(pipeline.tags, parameters["tags"])


def untag(parameters: Parameters) -> None:
    """UntagResource."""
    pipeline = _tagged(parameters["resourceArn"])
    pipeline.tags = {key: value for key, value in pipeline.tags.items() if key not in parameters["tagKeys"]}


def list_tags(parameters: Parameters) -> Parameters:
    """ListTagsForResource."""
    tags, token = page(_tag_list(_tagged(parameters["resourceArn"])), parameters, _MOST_TAGS)
    return {"tags": tags, "nextToken": token}


def _tagged(arn: str) -> Pipeline:
    found = next((pipeline for pipeline in store.mine().values() if pipeline.arn == arn), None)
    if found is None:
        raise ServiceError("ResourceNotFoundException", f"There is no pipeline {arn}.")
    return found


def _tags(known: dict[str, str], given: list[dict[str, str]]) -> dict[str, str]:
    tags = known | {each["key"]: each["value"] for each in given}
    if reserved := [key for key in tags if key.lower().startswith("aws:")]:
        raise ServiceError("InvalidTagsException", f"The tag {reserved[0]} is reserved for AWS.")
    if len(tags) > _MOST_TAGS:
        raise ServiceError("TooManyTagsException", f"A pipeline can have {_MOST_TAGS} tags.")
    return tags


def _tag_list(pipeline: Pipeline) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(pipeline.tags.items())]
