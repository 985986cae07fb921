"""The action type Invoke/AWS/Lambda: a job for a function, which ends it by PutJobSuccessResult or PutJobFailureResult.

https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
"""

import json
import time
from typing import Any

from slipway_emulator import control
from slipway_emulator.services.codepipeline import answers
from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult, Artifact

# Seconds until a function that asked to go on is invoked again; AWS waits longer, and says nowhere how long.
_CONTINUE_AFTER = 1
_CREDENTIALS_LAST = 3600  # seconds, as every session here


def run(context: ActionContext) -> ActionResult:
    """Invoke the function until a job of it ends.

    Raises:
        ActionFailed: the function said so, or said nothing in time.
        ClientError: the function isn't there, or the role may not invoke it.
    """
    token = None
    while True:
        answer = _answer(context, token)
        if "failureDetails" in answer:
            raise _failure(answer["failureDetails"])
        details = answer.get("executionDetails", {})
        context.report(summary=details.get("summary"), external_execution_id=details.get("externalExecutionId"))
        token = answer.get("continuationToken")
        if not token:
            return ActionResult(
                variables=answer.get("outputVariables", {}),
                external_execution_id=details.get("externalExecutionId"),
                summary=details.get("summary"),
            )
        context.cancelled.wait(_CONTINUE_AFTER)


def _answer(context: ActionContext, token: str | None) -> dict[str, Any]:
    """Return what the function answers to a new job."""
    timeout = control.lambda_reply_timeout(context.account)
    question = answers.ask(context, _job_data(context, token))
    job = {"id": question.id, "accountId": context.account, "data": question.content}
    function = context.session.client("lambda", endpoint_url=context.endpoint_url)
    payload = json.dumps({"CodePipeline.job": job})
    function.invoke(FunctionName=context.configuration["FunctionName"], InvocationType="Event", Payload=payload)
    answer = question.wait(timeout)
    if answer is None:
        name = context.configuration["FunctionName"]
        raise ActionFailed("JobTimedOut", f"The function {name} sent no result within {timeout:g} seconds.")
    return answer


def _failure(details: dict[str, Any]) -> ActionFailed:
    return ActionFailed(details["type"], details["message"], external_execution_id=details.get("externalExecutionId"))


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
    """Return the action's credentials, narrowed to its artifacts."""
    if context.credentials is None:
        raise ActionFailed("InternalError", "The action has no role to take the artifacts' credentials from.")
    keys = context.credentials(artifact_policy(context))
    return {
        "accessKeyId": keys["aws_access_key_id"],
        "secretAccessKey": keys["aws_secret_access_key"],
        "sessionToken": keys["aws_session_token"],
        "expirationTime": int((time.time() + _CREDENTIALS_LAST) * 1000),
    }


def artifact_policy(context: ActionContext) -> dict[str, Any]:
    """Return the session policy that allows to read an action's inputs and to write its outputs, and nothing else."""
    statements = [
        _allow(["s3:GetObject", "s3:GetObjectVersion"], [_arn(artifact) for artifact in context.inputs]),
        _allow(["s3:PutObject"], [_arn(artifact) for artifact in context.outputs]),
        _allow(["kms:Decrypt", "kms:GenerateDataKey"], ["*"] if context.encryption_key else []),
    ]
    used = [statement for statement in statements if statement["Resource"]]
    # A policy must have a statement: an action without artifacts may do nothing.
    return {"Version": "2012-10-17", "Statement": used or [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}


def _allow(actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _arn(artifact: Artifact) -> str:
    return f"arn:aws:s3:::{artifact.bucket}/{artifact.key}"
