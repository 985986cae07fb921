"""The action types Build/AWS/CodeBuild and Test/AWS/CodeBuild: run a build with the input artifacts as sources.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from slipway_emulator.services.boto_sessions import Client
from slipway_emulator.services.codebuild import api
from slipway_emulator.services.codepipeline import configuration_values
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult, Artifact
from slipway_emulator.services.codepipeline.actions import artifacts

_POLL_INTERVAL = 0.5  # seconds


def run(context: ActionContext) -> ActionResult:
    """Start a build and wait until it has ended; stop it if the action is cancelled.

    Raises:
        ActionError: ``ConfigurationError``: the configuration is invalid; ``JobFailed``: the build didn't succeed.
        ClientError: the role isn't authorized, or CodeBuild rejects the build.
    """
    artifacts.reject_unknown_keys(context, "codebuild")
    for name in ("BatchEnabled", "CombineArtifacts"):
        if artifacts.flag(context, name):
            raise ActionError("ConfigurationError", f"The local AWS doesn't support batch builds: {name} must be false")
    client = artifacts.client(context, "codebuild")
    initiator = functools.partial(_add_initiator, pipeline=context.pipeline)
    client.meta.events.register("before-sign.codebuild.StartBuild", initiator)
    build = client.start_build(**_request(context))["build"]
    url = f"https://console.aws.amazon.com/codebuild/home?region={context.region}#/builds/{build['id']}/view/new"
    context.report(external_execution_id=build["id"], external_execution_url=url)
    build = _wait(context, client, build)
    if build["buildStatus"] != "SUCCEEDED":
        message = failure_message(build, api.log_tail(build["arn"]))
        raise ActionError("JobFailed", message, external_execution_id=build["id"])
    exported = {variable["name"]: variable["value"] for variable in build.get("exportedEnvironmentVariables", [])}
    return ActionResult(variables=exported, external_execution_id=build["id"], external_execution_url=url)


def _add_initiator(request: Any, *, pipeline: str, **_: object) -> None:  # noqa: ANN401 - botocore has no types
    request.headers[api.INITIATOR_HEADER] = f"codepipeline/{pipeline}"


def _request(context: ActionContext) -> dict[str, Any]:
    configuration = context.configuration
    primary, *secondary = _inputs(context)
    outputs = [
        {
            "type": "CODEPIPELINE",
            "location": output.bucket,
            "name": output.key,
            "packaging": "ZIP",
            "artifactIdentifier": output.name,
        }
        for output in context.outputs
    ]
    request = {
        "projectName": configuration["ProjectName"],
        "sourceTypeOverride": "CODEPIPELINE",
        "sourceLocationOverride": f"{primary.bucket}/{primary.key}",
        "sourceVersion": primary.revision,
        "secondarySourcesOverride": [
            {"type": "CODEPIPELINE", "location": f"{source.bucket}/{source.key}", "sourceIdentifier": source.name}
            for source in secondary
        ],
        "artifactsOverride": outputs[0] if len(outputs) == 1 else {"type": "NO_ARTIFACTS"},
        "secondaryArtifactsOverride": outputs if len(outputs) > 1 else [],
        "environmentVariablesOverride": configuration_values.build_variables(
            configuration.get("EnvironmentVariables") or "[]"
        ),
        "buildspecOverride": configuration.get("BuildspecOverride"),
        "encryptionKeyOverride": context.encryption_key,
        "idempotencyToken": context.action_execution_id,
    }
    return {name: value for name, value in request.items() if value is not None}


def _inputs(context: ActionContext) -> list[Artifact]:
    """Return the input artifacts, the primary source first."""
    names = [artifact.name for artifact in context.inputs]
    primary = context.configuration.get("PrimarySource") or (names[0] if len(names) == 1 else None)
    if primary not in names:
        message = f"PrimarySource of action {context.action} must be one of its input artifacts: {', '.join(names)}"
        raise ActionError("ConfigurationError", message)
    return sorted(context.inputs, key=lambda artifact: artifact.name != primary)


def _wait(context: ActionContext, client: Client, build: dict[str, Any]) -> dict[str, Any]:
    while not build["buildComplete"]:
        if context.cancelled.wait(_POLL_INTERVAL):
            client.stop_build(id=build["id"])
            raise ActionError("JobFailed", "The build was stopped", external_execution_id=build["id"])
        build = client.batch_get_builds(ids=[build["id"]])["builds"][0]
    return build


def failure_message(build: Mapping[str, Any], tail: Iterable[str]) -> str:
    """Return the first failed phase of a build, its message, and the commands' output in the last lines of the log."""
    failed = next(phase for phase in build["phases"] if phase.get("phaseStatus", "SUCCEEDED") != "SUCCEEDED")
    context = failed["contexts"][0]
    message = f"Build terminated with state: {build['buildStatus']}. Phase: {failed['phaseType']}"
    if context["message"]:
        message += f", Code: {context['statusCode']}, Message: {context['message']}"
    lines = [line for line in tail if not line.startswith("[Container]")]
    return "\n".join([message, *lines])
