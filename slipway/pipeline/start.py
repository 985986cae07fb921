"""Starting an execution of a pipeline."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from slipway.aws.errors import message
from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline

# Provider -> type of revision that a start can name:
# https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevisionOverride.html
_REVISION_TYPES = {
    "CodeStarSourceConnection": "COMMIT_ID",
    "CodeCommit": "COMMIT_ID",
    "S3": "S3_OBJECT_VERSION_ID",
    "ECR": "IMAGE_DIGEST",
}


def start(pipeline: Pipeline, variables: Mapping[str, str], revisions: Mapping[str, str]) -> str:
    """Start an execution and return its id.

    Args:
        pipeline: the pipeline to start.
        variables: values of the pipeline's variables; others have their defaults.
        revisions: name of a source action -> revision; others use their newest revision.

    Raises:
        SlipwayError: there is no such variable or source action, its provider accepts no revision, or CodePipeline
            refused the start.
    """
    _check(pipeline, variables)
    overrides = [_override(pipeline, source, revision) for source, revision in revisions.items()]
    options: dict[str, Any] = {}
    if variables:
        options["variables"] = [{"name": name, "value": value} for name, value in variables.items()]
    if overrides:
        options["sourceRevisions"] = overrides
    try:
        return str(pipeline.client.start_pipeline_execution(name=pipeline.name, **options)["pipelineExecutionId"])
    except ClientError as error:
        raise SlipwayError(f"{pipeline.name} can't be started: {message(error)}") from error


def _check(pipeline: Pipeline, variables: Mapping[str, str]) -> None:
    declared = [variable["name"] for variable in pipeline.declaration.get("variables", [])]
    if unknown := [name for name in variables if name not in declared]:
        known = ", ".join(declared) or "none"
        raise SlipwayError(f"{pipeline.name} has no variable {unknown[0]!r}; there are: {known}")


def _override(pipeline: Pipeline, source: str, revision: str) -> dict[str, str]:
    sources = pipeline.sources()
    if source not in sources:
        known = ", ".join(sources)
        raise SlipwayError(f"{pipeline.name} has no source action {source!r}; there are: {known}")
    provider = sources[source]["actionTypeId"]["provider"]
    if provider not in _REVISION_TYPES:
        raise SlipwayError(
            f"{pipeline.name}: the source {source} accepts no revision, since its provider is {provider}"
        )
    return {"actionName": source, "revisionType": _REVISION_TYPES[provider], "revisionValue": revision}
