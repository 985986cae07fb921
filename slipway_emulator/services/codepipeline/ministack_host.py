"""The engine's dependencies in MiniStack's process: its roles, its event bus and its endpoint."""

import json
import os
from typing import Any

from botocore.exceptions import ClientError
from ministack import app
from ministack.core.responses import request_scope
from ministack.services import eventbridge, s3

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.iam import service_role
from slipway_emulator.services.boto_sessions import Session
from slipway_emulator.services.codepipeline import action_types, events
from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import Pipeline

SERVICE = "codepipeline.amazonaws.com"
# Seconds. No action runs longer than the first; the credentials in a Lambda job are short-lived, as on AWS.
_SESSION_DURATION, _RESTRICTED_SESSION_DURATION = 86400, 3600


def create() -> Host:
    """Return the dependencies in this process."""
    return Host(endpoint_url=_endpoint_url(), load_action=action_types.load, credentials=_credentials, emit=_emit)


def bucket_exists(name: str) -> bool:
    """Return whether any account has a bucket of this name."""
    return s3._bucket_owner_account(name) is not None


def _endpoint_url() -> str:
    return f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"


def _credentials(pipeline: Pipeline, role_arn: str | None, policy: dict[str, Any] | None) -> dict[str, str]:
    pipeline_role = pipeline.declaration["roleArn"]
    action_role = role_arn if role_arn != pipeline_role else None
    try:
        keys = service_role.assume(
            pipeline_role,
            SERVICE,
            pipeline.name[:64],
            _RESTRICTED_SESSION_DURATION if policy else _SESSION_DURATION,
            source_arn=pipeline.arn,
            policy=None if action_role else policy,
        )
    except service_role.AssumeRoleError as error:
        message = (
            f"CodePipeline can't assume the role {pipeline_role}: the role must exist, and its trust policy must allow "
            f"{SERVICE}."
        )
        raise ActionError("PermissionError", message) from error
    session = {
        "aws_access_key_id": keys.access_key_id,
        "aws_secret_access_key": keys.secret_access_key,
        "aws_session_token": keys.session_token,
    }
    return _assume(session, pipeline, action_role, policy) if action_role else session


def _assume(
    session: dict[str, str], pipeline: Pipeline, role_arn: str, policy: dict[str, Any] | None
) -> dict[str, str]:
    """Return the credentials of an action's role, which the pipeline's role assumes."""
    sts = Session(pipeline.region, **session).client("sts", endpoint_url=_endpoint_url())
    session_policy: dict[str, Any] = {"Policy": json.dumps(policy)} if policy else {}
    try:
        response = sts.assume_role(RoleArn=role_arn, RoleSessionName=pipeline.name[:64], **session_policy)
    except ClientError as error:
        raise ActionError("PermissionError", str(error)) from error
    keys = response["Credentials"]
    return {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }


def _emit(pipeline: Pipeline, detail_type: str, detail: dict[str, Any]) -> None:
    entry = {
        "Source": "aws.codepipeline",
        "DetailType": detail_type,
        "Detail": json.dumps(detail),
        "Resources": [pipeline.arn],
    }
    # MiniStack's rules must be evaluated in its main thread, which also keeps the events in order.
    app._MAIN_LOOP.call_soon_threadsafe(_put_event, pipeline, entry)


def _put_event(pipeline: Pipeline, entry: dict[str, Any]) -> None:
    with request_scope(pipeline.account, pipeline.region):
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
        # https://docs.aws.amazon.com/codepipeline/latest/userguide/metrics-dimensions.html
        if entry["DetailType"] == events.PIPELINE and json.loads(entry["Detail"])["state"] == "FAILED":
            failed = {"FailedPipelineExecutions": (1, "Count")}
            metrics.put("AWS/CodePipeline", failed, [{}, {"PipelineName": pipeline.name}])
