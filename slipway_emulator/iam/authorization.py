"""Authorizes actions of roles where AWS does and MiniStack 1.5.33 doesn't, and records each decision.

The decisions are made by MiniStack's own policy evaluator.
"""

import functools
import json
import os
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import iam

# Removed from the environment, because functions inherit it.
_DECISIONS_FILE = os.environ.pop("SLIPWAY_IAM_DECISIONS_FILE", None)
_recorded: set[str] = set()
_ROLE_SESSION_ARN = re.compile(r"arn:aws[a-z-]*:sts::(\d{12}):assumed-role/([^/]+)/.+")


@dataclass(frozen=True)
class RequestContext:
    """The request that the caller's policies are evaluated against.

    Attributes:
        access_key_id: the key that signed the request.
        action: e.g. ``ses:SendEmail``.
        service: MiniStack's name of the service.
        region: of the request.
        resource: the ARN that the action is authorized on, or ``*``.
        keys: the service's own condition keys.
    """

    access_key_id: str
    action: str
    service: str
    region: str
    resource: str
    keys: dict[str, Any] | None


Enforce = Callable[[RequestContext], object]  # returns None to allow, or MiniStack's reason for the denial
# The latest denial of the current request and the kind of policy that decided, for the message to the caller.
_denial: ContextVar[tuple[RequestContext, str] | None] = ContextVar("denial", default=None)


def wrap_enforce(decide: Callable[[RequestContext, Enforce], object]) -> None:
    """Let ``decide`` authorize requests; its second argument is the function that authorized them before."""
    enforce = iam_evaluator.enforce

    def enforce_request(request: RequestContext) -> object:
        signed = request.access_key_id, request.action, request.service, request.region
        return enforce(*signed, request.resource, request.keys)

    @functools.wraps(enforce)
    def wrapper(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> object:
        request = RequestContext(access_key_id, iam_action, service, region, resource_arn, service_context)
        return decide(request, enforce_request)

    iam_evaluator.enforce = wrapper


def set_denial(denial: tuple[RequestContext, str] | None) -> None:
    """Keep what was denied, and the kind of policy that decided, e.g. ``permissions boundary``; None if allowed."""
    _denial.set(denial)


def denial() -> tuple[RequestContext, str] | None:
    """Return what was denied, and the kind of policy that decided."""
    return _denial.get()


def authorize(account_id: str, role_arn: str, action: str, resource: str) -> bool:
    """Return whether a role allows an action that an AWS service performs with it, and record the decision.

    Evaluates the role's policies, its permissions boundary and the resource-based policy:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    A role that doesn't exist allows nothing. The decision is recorded with the source ``service``.

    Args:
        account_id: the role's account.
        role_arn: e.g. ``arn:aws:iam::123456789012:role/dev-get-movie``.
        action: e.g. ``sqs:ReceiveMessage``.
        resource: ARN of the resource.
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
    if (resource_policy := iam_evaluator._resource_policy(service, resource)) is not None:
        result = iam_evaluator.combine_resource_policy(result, context, *resource_policy, limits=tuple(limits))
    allowed: bool = result.decision == "Allow"
    record(account_id, role_arn, action, resource, allowed=allowed, source="service")
    return allowed


def denied_by_resource_policy(request: RequestContext, policy: object, account_id: str, *, is_foreign: bool) -> object:
    """Return the denial of a request that the caller's own policies allow; None if it is allowed.

    Args:
        request: on the ARN of the resource.
        policy: of the resource, in MiniStack's form.
        account_id: of the caller.
        is_foreign: whether the resource is another account's: its policy must allow the request then. Otherwise it
            must not deny it.
    """
    principal = iam_evaluator.resolve_principal(request.access_key_id, account_id)
    context = iam_evaluator.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action=request.action,
        resource_arn=request.resource,
        region=request.region,
        service_context={name.lower(): value for name, value in (request.keys or {}).items()},
        principal_keys=principal.keys,
    )
    decision = iam_evaluator.evaluate_resource_policy(policy, context).decision
    if decision == "Allow" or (decision == "ImplicitDeny" and not is_foreign):
        return None
    set_denial((request, "resource-based policy"))
    return iam_evaluator.EvalResult(decision, principal.arn, resource_policy_arn=request.resource)


def role_of_session(principal_arn: str) -> str | None:
    """Return the role ARN of an assumed-role session; None for any other principal."""
    match = _ROLE_SESSION_ARN.fullmatch(principal_arn)
    role = match and iam._roles.get_scoped(match[1], None, match[2])
    return role["Arn"] if role else None


def record(account_id: str, role_arn: str, action: str, resource: str, *, allowed: bool, source: str) -> None:
    """Append a decision as a JSON line to the file named by ``SLIPWAY_IAM_DECISIONS_FILE``, if it is set.

    Equal decisions are written once, because pollers repeat them every second. Refused requests are written each time,
    so that a test can tell whether it caused one.

    Args:
        account_id: the role's account.
        role_arn: the role.
        action: e.g. ``dynamodb:GetItem``.
        resource: ARN that the action was authorized on, or ``*``.
        allowed: the decision.
        source: ``request`` if the role signed an API call, ``service`` if an AWS service acted with the role.
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
    is_refused_request = source == "request" and not allowed
    if is_refused_request or line not in _recorded:
        _recorded.add(line)
        with Path(_DECISIONS_FILE).open("a", encoding="utf-8") as decisions:
            decisions.write(f"{line}\n")
