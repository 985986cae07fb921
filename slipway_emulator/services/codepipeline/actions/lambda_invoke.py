"""The action type Invoke/AWS/Lambda: creates a job, which the function completes.

The function calls PutJobSuccessResult or PutJobFailureResult:

https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
"""

import json
import time
from typing import Any

from slipway_emulator import control
from slipway_emulator.services.codepipeline import pending_jobs
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult, Artifact

# Seconds until a function that returned a continuation token is invoked again. AWS waits longer, and doesn't document
# how long.
_CONTINUATION_DELAY = 1
_CREDENTIALS_DURATION = 3600  # seconds


def run(context: ActionContext) -> ActionResult:
    """Invoke the function, and again for every continuation token that it returns.

    Raises:
        ActionError: the function reported a failure, or ``JobTimedOut``.
        ClientError: the function doesn't exist, or the role isn't authorized.
    """
    token = None
    while True:
        result = _run_job(context, token)
        if "failureDetails" in result:
            raise _failure(result["failureDetails"])
        details = result.get("executionDetails", {})
        context.report(summary=details.get("summary"), external_execution_id=details.get("externalExecutionId"))
        token = result.get("continuationToken")
        if not token:
            return ActionResult(
                variables=result.get("outputVariables", {}),
                external_execution_id=details.get("externalExecutionId"),
                summary=details.get("summary"),
            )
        context.cancelled.wait(_CONTINUATION_DELAY)


def _run_job(context: ActionContext, token: str | None) -> dict[str, Any]:
    """Invoke the function with a new job and return the job's result."""
    name = context.configuration["FunctionName"]
    timeout = control.lambda_reply_timeout(context.account, name.partition(":")[0])
    job = pending_jobs.create(context, _job_data(context, token))
    event = {"CodePipeline.job": {"id": job.id, "accountId": context.account, "data": job.data}}
    client = context.session.client("lambda", endpoint_url=context.endpoint_url)
    client.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))
    result = job.wait(timeout)
    if result is None:
        raise ActionError("JobTimedOut", f"The function {name} sent no result within {timeout:g} seconds.")
    return result


def _failure(details: dict[str, Any]) -> ActionError:
    return ActionError(details["type"], details["message"], external_execution_id=details.get("externalExecutionId"))


def _job_data(context: ActionContext, token: str | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "actionConfiguration": {"configuration": context.configuration},
        "inputArtifacts": [_artifact(artifact) for artifact in context.inputs],
        "outputArtifacts": [_artifact(artifact) for artifact in context.outputs],
        "artifactCredentials": _artifact_credentials(context),
    }
    if token:
        data["continuationToken"] = token
    if context.encryption_key:
        data["encryptionKey"] = {"id": context.encryption_key, "type": "KMS"}
    return data


def _artifact(artifact: Artifact) -> dict[str, Any]:
    location = {"bucketName": artifact.bucket, "objectKey": artifact.key}
    return {
        "name": artifact.name,
        "revision": artifact.revision,
        "location": {"type": "S3", "s3Location": location},
    }


def _artifact_credentials(context: ActionContext) -> dict[str, Any]:
    """Return the action's credentials, restricted to its artifacts."""
    if context.credentials is None:
        raise ActionError("InternalError", "The action has no role for the artifact credentials.")
    keys = context.credentials(artifact_policy(context))
    return {
        "accessKeyId": keys["aws_access_key_id"],
        "secretAccessKey": keys["aws_secret_access_key"],
        "sessionToken": keys["aws_session_token"],
        "expirationTime": int((time.time() + _CREDENTIALS_DURATION) * 1000),
    }


def artifact_policy(context: ActionContext) -> dict[str, Any]:
    """Return the session policy that grants only reading an action's inputs and writing its outputs."""
    statements = [
        _allow(["s3:GetObject", "s3:GetObjectVersion"], [_arn(artifact) for artifact in context.inputs]),
        _allow(["s3:PutObject"], [_arn(artifact) for artifact in context.outputs]),
        _allow(["kms:Decrypt", "kms:GenerateDataKey"], ["*"] if context.encryption_key else []),
    ]
    used = [statement for statement in statements if statement["Resource"]]
    # A policy must have a statement, even if the action has no artifacts.
    return {"Version": "2012-10-17", "Statement": used or [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}


def _allow(actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _arn(artifact: Artifact) -> str:
    return f"arn:aws:s3:::{artifact.bucket}/{artifact.key}"
