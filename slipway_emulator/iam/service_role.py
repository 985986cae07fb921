"""Roles that an AWS service assumes. Runs inside MiniStack's process.

A service signs no request to STS, so its session is made here, once the role's trust policy lets it.
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
    """The keys of a role's session."""

    access_key_id: str
    secret_access_key: str
    session_token: str


class CannotAssume(Exception):  # noqa: N818 - says what the service can't do
    """The role isn't there, or its trust policy doesn't let the service assume it."""


def can_assume(role_arn: str, service: str, source_arn: str = "") -> bool:
    """Return whether a role is there and its trust policy lets ``service`` (e.g. ``lambda.amazonaws.com``) assume it.

    The role is looked for in the account of its ARN. ``source_arn`` is the resource that the service works for; the
    policy's conditions see it as ``aws:SourceArn``, and its account as ``aws:SourceAccount``.
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
    """Return the keys of a session of a role, which STS knows and IAM's policies hold for.

    Args:
        role_arn: the role.
        service: e.g. ``codebuild.amazonaws.com``.
        session_name: last part of the session's ARN.
        seconds: until the session expires.
        source_arn: the resource that the service works for.
        policy: a session policy: the session may do what the role may and this allows.

    Raises:
        CannotAssume: the service may not.
    """
    if not can_assume(role_arn, service, source_arn):
        raise CannotAssume(role_arn)
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
