"""The action type Compute/AWS/Commands: runs commands as a build without a project, with the pipeline's role.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html
"""

import json
import uuid

from slipway_emulator.services.codebuild import managed_build
from slipway_emulator.services.codebuild.build_request import BuildRequest
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult, Artifact
from slipway_emulator.services.codepipeline.actions import artifacts, codebuild

_TIMEOUT_MINUTES = 55
_IMAGE = "aws/codebuild/amazonlinux-x86_64-standard:5.0"


def run(context: ActionContext) -> ActionResult:
    """Run the commands in the folder of the first input artifact.

    Raises:
        ActionError: ``JobFailed``: a command failed, or the action was stopped.
    """
    artifacts.reject_unknown_keys(context, "commands")
    arn = f"arn:aws:codebuild:{context.region}:{context.account}:build/codepipeline-{context.pipeline}:{uuid.uuid4()}"
    context.report(external_execution_id=arn.partition(":build/")[2])
    build, log = managed_build.run(_request(context), arn, context.session, context.endpoint_url, context.cancelled)
    if build["buildStatus"] != "SUCCEEDED":
        raise ActionError("JobFailed", codebuild.failure_message(build, log), external_execution_id=build["id"])
    exported = {variable["name"]: variable["value"] for variable in build["exportedEnvironmentVariables"]}
    return ActionResult(variables=exported, external_execution_id=build["id"])


def _request(context: ActionContext) -> BuildRequest:
    sources = [{"type": "CODEPIPELINE", "location": f"{each.bucket}/{each.key}"} for each in context.inputs]
    sources[0]["buildspec"] = _buildspec(context)
    for source, artifact in zip(sources[1:], context.inputs[1:], strict=True):
        source["sourceIdentifier"] = artifact.name
    return BuildRequest(
        project=f"codepipeline-{context.pipeline}",
        sources=tuple(sources),
        versions={"": context.inputs[0].revision or ""},
        artifacts=tuple(_output(artifact) for artifact in context.outputs),
        environment={
            "type": "LINUX_CONTAINER",
            "image": _IMAGE,
            "computeType": context.configuration.get("ComputeType") or "BUILD_GENERAL1_SMALL",
            "environmentVariables": list(context.environment_variables),
        },
        settings={
            "serviceRole": "",
            "timeoutInMinutes": _TIMEOUT_MINUTES,
            "queuedTimeoutInMinutes": _TIMEOUT_MINUTES,
            "encryptionKey": context.encryption_key or "arn:aws:kms:::alias/aws/s3",
            "cache": {"type": "NO_CACHE"},
            "logsConfig": {"cloudWatchLogs": {"groupName": f"/aws/codepipeline/{context.pipeline}"}},
        },
        initiator=f"codepipeline/{context.pipeline}",
    )


def _buildspec(context: ActionContext) -> str:
    files = [pattern for output in context.outputs for pattern in output.files]
    spec = {
        "version": "0.2",
        "env": {"exported-variables": list(context.output_variables)},
        "phases": {"build": {"commands": list(context.commands)}},
        "artifacts": {"files": files} if files else None,
    }
    return json.dumps(spec)


def _output(artifact: Artifact) -> dict[str, str]:
    return {
        "type": "CODEPIPELINE",
        "location": artifact.bucket,
        "name": artifact.key,
        "packaging": "ZIP",
        "artifactIdentifier": artifact.name,
    }
