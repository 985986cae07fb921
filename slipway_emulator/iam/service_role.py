"""Assumes roles on behalf of AWS services.

A service of the local AWS has no credentials to call STS with, so its session is created here, after a check of the
role's trust policy.
"""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import iam, sts


@dataclass(frozen=True)
class Credentials:
    """The credentials of a role session."""

    access_key_id: str
    secret_access_key: str
    session_token: str


class AssumeRoleError(Exception):
    """The role doesn't exist, or its trust policy doesn't allow the service to assume it."""


def can_assume(role_arn: str, service: str, source_arn: str = "") -> bool:
    """Return whether a role exists and its trust policy allows a service to assume it.

    Args:
        role_arn: the role; its account is the one in the ARN.
        service: e.g. ``lambda.amazonaws.com``.
        source_arn: the resource that the service acts for, as the condition key ``aws:SourceArn``; its account is
            ``aws:SourceAccount``.
    """
    parts = role_arn.split(":")
    if len(parts) < len(("arn", "partition", "iam", "region", "account", "role")):
        return False
    role = iam._roles.get_scoped(parts[4], None, role_arn.rsplit("/", 1)[-1])
    if role is None or role["Arn"] != role_arn:
        return False
    context = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=parts[4],
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region="",
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": source_arn.split(":")[4]}
        if source_arn
        else {},
    )
    trust_policy = role["AssumeRolePolicyDocument"]
    result = iam_evaluator.evaluate_resource_policy(trust_policy, context, service=service)
    return bool(result.decision == "Allow")


def assume(
    role_arn: str,
    service: str,
    session_name: str,
    seconds: int,
    *,
    source_arn: str = "",
    policy: dict[str, Any] | None = None,
) -> Credentials:
    """Return the credentials of a role session that is registered with STS and subject to IAM.

    Args:
        role_arn: the role.
        service: e.g. ``codebuild.amazonaws.com``.
        session_name: last part of the session's ARN.
        seconds: seconds until the session expires.
        source_arn: the resource that the service acts for.
        policy: a session policy; the session has only the permissions that this and the role both grant.

    Raises:
        AssumeRoleError: the service can't assume the role.
    """
    if not can_assume(role_arn, service, source_arn):
        raise AssumeRoleError(role_arn)
    return _create_session(role_arn, session_name, seconds, policy)


def _create_session(role_arn: str, session_name: str, seconds: int, policy: dict[str, Any] | None) -> Credentials:
    account_id, role_name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    credentials = Credentials(f"ASIA{secrets.token_hex(8).upper()}", secrets.token_hex(20), secrets.token_hex(64))
    session = {
        "Arn": f"arn:aws:sts::{account_id}:assumed-role/{role_name}/{session_name}",
        "UserId": f"{role_name}:{session_name}",
        "SecretAccessKey": credentials.secret_access_key,
        "SessionToken": credentials.session_token,
        "Expiration": time.time() + seconds,
        "AccountId": account_id,
        "PrincipalType": "AssumedRole",
        "SessionPolicies": {"Policy": json.dumps(policy), "PolicyArns": []} if policy else None,
    }
    sts.register_session(credentials.access_key_id, session)
    return credentials
