"""The engine's world inside MiniStack: its roles, its event bus, its endpoint."""

import json
import os
from typing import Any

from botocore.exceptions import ClientError
from ministack import app
from ministack.core.responses import request_scope
from ministack.services import eventbridge

from slipway_emulator.iam import service_role
from slipway_emulator.services import boto_sessions
from slipway_emulator.services.codepipeline import action_types
from slipway_emulator.services.codepipeline.action import ActionFailed
from slipway_emulator.services.codepipeline.host import Host
from slipway_emulator.services.codepipeline.model import Pipeline

SERVICE = "codepipeline.amazonaws.com"
# Seconds: no action that works with its session takes longer; what a function gets is short-lived as on AWS.
_SESSION, _NARROWED_SESSION = 86400, 3600


def make() -> Host:
    """Return the host of the MiniStack that this process serves."""
    return Host(endpoint_url=_endpoint_url(), run=action_types.run, credentials=_credentials, emit=_emit)


def _endpoint_url() -> str:
    return f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"


def _credentials(pipeline: Pipeline, role_arn: str | None, policy: dict[str, Any] | None) -> dict[str, str]:
    own = pipeline.declaration["roleArn"]
    other = role_arn if role_arn != own else None
    try:
        keys = service_role.assume(
            own,
            SERVICE,
            pipeline.name[:64],
            _NARROWED_SESSION if policy else _SESSION,
            source_arn=pipeline.arn,
            policy=None if other else policy,
        )
    except service_role.CannotAssume as error:
        message = f"CodePipeline can't assume the role {own}: it must exist, and its trust policy allow {SERVICE}."
        raise ActionFailed("PermissionError", message) from error
    session = {
        "aws_access_key_id": keys.access_key_id,
        "aws_secret_access_key": keys.secret_access_key,
        "aws_session_token": keys.session_token,
    }
    return _assume(session, pipeline, other, policy) if other else session


def _assume(
    session: dict[str, str], pipeline: Pipeline, role_arn: str, policy: dict[str, Any] | None
) -> dict[str, str]:
    """Return the keys of the role of an action, which the pipeline's role assumes."""
    sts = boto_sessions.make(pipeline.region, **session).client("sts", endpoint_url=_endpoint_url())
    narrowed: dict[str, Any] = {"Policy": json.dumps(policy)} if policy else {}
    try:
        keys = sts.assume_role(RoleArn=role_arn, RoleSessionName=pipeline.name[:64], **narrowed)["Credentials"]
    except ClientError as error:
        raise ActionFailed("PermissionError", str(error)) from error
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
    # MiniStack's rules are for its own thread alone; that one also keeps the events in order.
    app._MAIN_LOOP.call_soon_threadsafe(_put_event, pipeline, entry)


def _put_event(pipeline: Pipeline, entry: dict[str, Any]) -> None:
    with request_scope(pipeline.account, pipeline.region):
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
