"""Decides and records what a role may do, for the checks that AWS makes and MiniStack 1.5.33 leaves out.

Runs inside MiniStack's process and decides with MiniStack's own policy evaluator.
"""

import functools
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import iam

# Popped, since functions inherit the environment of this process.
_DECISIONS_FILE = os.environ.pop("SLIPWAY_IAM_DECISIONS_FILE", None)
_recorded: set[str] = set()
_ROLE_SESSION_ARN = re.compile(r"arn:aws[a-z-]*:sts::(\d{12}):assumed-role/([^/]+)/.+")


@dataclass(frozen=True)
class RequestContext:
    """What the policies of whoever signed a request are evaluated against; ``keys`` are the service's own."""

    access_key_id: str
    action: str
    service: str
    region: str
    resource: str
    keys: dict[str, Any] | None


Enforce = Callable[[RequestContext], object]  # None if it is allowed, else MiniStack's word for why not


def wrap_enforce(decide: Callable[[RequestContext, Enforce], object]) -> None:
    """Have requests decided by ``decide``, given the request and what decides one else."""
    enforce = iam_evaluator.enforce

    def by_policies(request: RequestContext) -> object:
        who = request.access_key_id, request.action, request.service, request.region
        return enforce(*who, request.resource, request.keys)

    @functools.wraps(enforce)
    def enforce_as_decided(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> object:
        request = RequestContext(access_key_id, iam_action, service, region, resource_arn, service_context)
        return decide(request, by_policies)

    iam_evaluator.enforce = enforce_as_decided


def is_allowed(account_id: str, role_arn: str, action: str, resource: str) -> bool:
    """Return whether the policies of a role allow an action that AWS carries out in the role's name.

    The role's policies, its permissions boundary and the resource's own policy count, in the order of
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html. A role that
    doesn't exist may do nothing. The decision is recorded with the source ``service``.

    Args:
        account_id: the role's account.
        role_arn: e.g. ``arn:aws:iam::123456789012:role/dev-get-movie``.
        action: e.g. ``sqs:ReceiveMessage``.
        resource: ARN of what the action is for.
    """
    role_name = role_arn.rsplit("/", 1)[-1]
    limits = iam_evaluator._permissions_boundary(iam._roles, role_name, account_id)
    context = iam_evaluator.EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=account_id,
        action=action,
        resource_arn=resource,
        region=resource.split(":")[3] if resource.startswith("arn:") else "",
    )
    result = iam_evaluator.evaluate(context, iam_evaluator._gather_role_policies(role_name, account_id), *limits)
    service = action.partition(":")[0]
    if (found := iam_evaluator._resource_policy(service, resource)) is not None:
        result = iam_evaluator.combine_resource_policy(result, context, *found, limits=tuple(limits))
    allowed: bool = result.decision == "Allow"
    record(account_id, role_arn, action, resource, allowed=allowed, source="service")
    return allowed


def role_of_session(principal_arn: str) -> str | None:
    """Return the ARN of the role behind an STS session's ARN, None for any other principal."""
    match = _ROLE_SESSION_ARN.fullmatch(principal_arn)
    role = match and iam._roles.get_scoped(match[1], None, match[2])
    return role["Arn"] if role else None


def record(account_id: str, role_arn: str, action: str, resource: str, *, allowed: bool, source: str) -> None:
    """Append one decision as a JSON line to the file that ``SLIPWAY_IAM_DECISIONS_FILE`` names, if it does.

    Each is written once: pollers decide the same every second for as long as there is work.

    Args:
        account_id: the role's account.
        role_arn: the principal.
        action: e.g. ``dynamodb:GetItem``.
        resource: ARN that the action was decided on, or ``*``.
        allowed: the decision.
        source: ``request`` when the role signed an API call, ``service`` when AWS acts in the role's name.
    """
    if not _DECISIONS_FILE:
        return
    decision = {
        "account": account_id,
        "principal": role_arn,
        "action": action,
        "resource": resource,
        "allowed": allowed,
        "source": source,
    }
    line = json.dumps(decision)
    if line not in _recorded:
        _recorded.add(line)
        with Path(_DECISIONS_FILE).open("a", encoding="utf-8") as decisions:
            decisions.write(f"{line}\n")
