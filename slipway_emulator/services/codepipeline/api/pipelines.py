"""The operations on pipelines and their tags."""

from typing import Any

from slipway_emulator.iam import caller, service_role
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.aws_json import page
from slipway_emulator.services.codepipeline import declaration as declarations
from slipway_emulator.services.codepipeline import ministack_host, registry, repository_watch
from slipway_emulator.services.codepipeline.host import utc_now
from slipway_emulator.services.codepipeline.model import Pipeline

Parameters = dict[str, Any]
_MAX_TAGS = 50


def create(parameters: Parameters) -> Parameters:
    """CreatePipeline; also starts an execution, as on AWS."""
    declaration = declarations.validate(parameters["pipeline"], caller.account(), caller.region())
    name = declaration["name"]
    if name in registry.pipelines_of_caller():
        message = f"A pipeline with the name '{name}' already exists in account '{caller.account()}'"
        raise ServiceError("PipelineNameInUseException", message)
    tags = _add_tags({}, parameters.get("tags", []))
    _check_role(declaration)
    _check_bucket(declaration)
    now = utc_now()
    pipeline = Pipeline(caller.account(), caller.region(), declaration, now, now, tags)
    pipeline.declare(declaration, now)
    registry.pipelines_of_caller()[name] = pipeline
    repository_watch.watch(pipeline)
    if all(variable.get("defaultValue") for variable in declaration.get("variables", [])):
        registry.engine().start(pipeline, ("CreatePipeline", caller.arn()), {})
    return {"pipeline": declaration, "tags": _tag_list(pipeline)}


def get(parameters: Parameters) -> Parameters:
    """GetPipeline."""
    pipeline = registry.find(parameters["name"])
    version = parameters.get("version", pipeline.declaration["version"])
    if version not in pipeline.versions:
        message = f"The pipeline {pipeline.name} has no version {version}."
        raise ServiceError("PipelineVersionNotFoundException", message)
    declaration, updated = pipeline.versions[version]
    metadata = {"pipelineArn": pipeline.arn, "created": pipeline.created, "updated": updated}
    return {"pipeline": declaration, "metadata": metadata}


def update(parameters: Parameters) -> Parameters:
    """UpdatePipeline; an execution in progress ends after its running actions, as on AWS."""
    declaration = declarations.validate(parameters["pipeline"], caller.account(), caller.region())
    pipeline = registry.find(declaration["name"])
    _check_role(declaration)
    _check_bucket(declaration)
    with pipeline.lock:
        pipeline.declare(declaration, utc_now())
        registry.engine().supersede_old_version(pipeline)
    repository_watch.watch(pipeline)
    return {"pipeline": declaration}


def delete(parameters: Parameters) -> None:
    """DeletePipeline; deleting a pipeline that doesn't exist succeeds, as on AWS."""
    if pipeline := registry.pipelines_of_caller().pop(parameters["name"], None):
        repository_watch.forget(pipeline)
        registry.engine().abandon(pipeline)


def list_all(parameters: Parameters) -> Parameters:
    """ListPipelines."""
    pipelines, token = page(
        [pipeline for _, pipeline in sorted(registry.pipelines_of_caller().items())], parameters, 1000
    )
    return {"pipelines": [_summary(pipeline) for pipeline in pipelines], "nextToken": token}


def _summary(pipeline: Pipeline) -> Parameters:
    declaration = pipeline.declaration
    summary = {name: declaration[name] for name in ("name", "version", "pipelineType", "executionMode")}
    return summary | {"created": pipeline.created, "updated": pipeline.updated}


def tag(parameters: Parameters) -> None:
    """TagResource."""
    pipeline = _find_by_arn(parameters["resourceArn"])
    pipeline.tags = _add_tags(pipeline.tags, parameters["tags"])


def untag(parameters: Parameters) -> None:
    """UntagResource."""
    pipeline = _find_by_arn(parameters["resourceArn"])
    pipeline.tags = {key: value for key, value in pipeline.tags.items() if key not in parameters["tagKeys"]}


def list_tags(parameters: Parameters) -> Parameters:
    """ListTagsForResource."""
    tags, token = page(_tag_list(_find_by_arn(parameters["resourceArn"])), parameters, _MAX_TAGS)
    return {"tags": tags, "nextToken": token}


def _check_role(declaration: Parameters) -> None:
    """Check that CodePipeline can assume the role, as AWS does: a missing one is refused with the same words."""
    role_arn = declaration["roleArn"]
    pipeline_arn = f"arn:aws:codepipeline:{caller.region()}:{caller.account()}:{declaration['name']}"
    if not service_role.can_assume(role_arn, "codepipeline.amazonaws.com", pipeline_arn):
        message = f"CodePipeline is not authorized to perform AssumeRole on role {role_arn}"
        raise ServiceError("InvalidStructureException", message)


def _check_bucket(declaration: Parameters) -> None:
    """Check that the bucket for artifacts exists, as AWS does.

    Its words: https://github.com/aws-samples/aws-ecs-anywhere-workshop-samples/issues/4
    """
    (store,) = declaration.get("artifactStores", {"": declaration.get("artifactStore")}).values()
    bucket = store["location"]
    if not ministack_host.bucket_exists(bucket):
        message = (
            f"An error occurred while validating the artifact bucket '{bucket}': No bucket with the name {bucket} was "
            f"found. Choose a valid artifact bucket in '{caller.region()}', or create a new artifact bucket to use in "
            "your pipeline."
        )
        raise ServiceError("InvalidStructureException", message)


def _find_by_arn(arn: str) -> Pipeline:
    pipeline = next((each for each in registry.pipelines_of_caller().values() if each.arn == arn), None)
    if pipeline is None:
        raise ServiceError("ResourceNotFoundException", f"The pipeline {arn} doesn't exist.")
    return pipeline


def _add_tags(existing: dict[str, str], new: list[dict[str, str]]) -> dict[str, str]:
    tags = existing | {each["key"]: each["value"] for each in new}
    if reserved := [key for key in tags if key.lower().startswith("aws:")]:
        raise ServiceError("InvalidTagsException", f"The tag {reserved[0]} is reserved for AWS.")
    if len(tags) > _MAX_TAGS:
        raise ServiceError("TooManyTagsException", f"A pipeline can have {_MAX_TAGS} tags.")
    return tags


def _tag_list(pipeline: Pipeline) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(pipeline.tags.items())]
