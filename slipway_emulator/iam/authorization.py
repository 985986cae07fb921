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
_latest: dict[tuple[str, str, str], bool] = {}
_ROLE_SESSION_ARN = re.compile(r"arn:aws[a-z-]*:sts::(\d{12}):assumed-role/([^/]+)/.+")


@dataclass(frozen=True)
class RequestContext:
    """The request that the caller's policies are evaluated against.

    Attributes:
        access_key_id: the key that signed the request.
        action: e.g. ``ses:SendEmail``.
        service: MiniStack's name of the service.
        region: region of the request.
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
# The latest evaluation: MiniStack's context, and the policies of the principal.
_evaluation: ContextVar[tuple[Any, Any] | None] = ContextVar("evaluation", default=None)


class _Deciding:
    """MiniStack's function behind the deciding functions, which have one description of a request in common.

    Args:
        decide: decides about a request.
        replaced: the function that this one takes the place of.
    """

    def __init__(self, decide: Enforce, replaced: Callable[..., object]) -> None:
        functools.update_wrapper(self, replaced)
        self.decide = decide

    def __call__(
        self,
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> object:
        return self.decide(RequestContext(access_key_id, iam_action, service, region, resource_arn, service_context))


def wrap_enforce(decide: Callable[[RequestContext, Enforce], object]) -> None:
    """Let ``decide`` authorize requests; its second argument is the function that authorized them before."""
    replaced = iam_evaluator.enforce
    enforce: Enforce = replaced.decide if isinstance(replaced, _Deciding) else _enforcing(replaced)
    iam_evaluator.enforce = _Deciding(lambda request: decide(request, enforce), replaced)


def _enforcing(enforce: Callable[..., object]) -> Enforce:
    def enforce_request(request: RequestContext) -> object:
        signed = request.access_key_id, request.action, request.service, request.region
        return enforce(*signed, request.resource, request.keys)

    return enforce_request


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
    record(account_id, role_arn, action, resource, denial=None if allowed else result, source="service")
    return allowed


def denied_by_resource_policy(request: RequestContext, policy: object, account_id: str, *, is_foreign: bool) -> object:
    """Return the denial of a request that the caller's own policies allow; None if it is allowed.

    Args:
        request: request on the ARN of the resource.
        policy: policy of the resource, in MiniStack's form.
        account_id: account id of the caller.
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


def remember_evaluations() -> None:
    """Let `record` know which conditions of the principal's statements were met."""
    evaluate = iam_evaluator.evaluate

    @functools.wraps(evaluate)
    def wrapper(ctx: Any, policies: Any, *limits: Any) -> Any:  # noqa: ANN401 - MiniStack's classes
        _evaluation.set((ctx, policies))
        return evaluate(ctx, policies, *limits)

    iam_evaluator.evaluate = wrapper


def record(account_id: str, principal_arn: str, action: str, resource: str, *, denial: object, source: str) -> None:
    """Append a decision as a JSON line to the file named by ``SLIPWAY_IAM_DECISIONS_FILE``, if it is set.

    Equal decisions are written once, because pollers repeat them every second. A decision that differs from the latest
    of the same call is written again, so the last line of a call is what its role may do now. Refused requests are
    written each time, so that a test can tell whether it caused one.

    Args:
        account_id: the principal's account.
        principal_arn: ARN of the role, or of another principal that is refused.
        action: e.g. ``dynamodb:GetItem``.
        resource: ARN that the action was authorized on, or ``*``.
        denial: MiniStack's result of a denied call; None if it is allowed.
        source: ``request`` if the principal signed an API call, ``service`` if an AWS service acted with the role.
    """
    if not _DECISIONS_FILE:
        return
    allowed = denial is None
    decision = {
        "account": account_id,
        "principal": principal_arn,
        "action": action,
        "resource": resource,
        "allowed": allowed,
        "source": source,
        **({"conditions": met} if allowed and (met := _conditions_met(action, resource)) else {}),
        **({} if allowed else {"reason": _reason(denial)}),
    }
    line = json.dumps(decision)
    is_refused_request = source == "request" and not allowed
    call = principal_arn, action, resource
    if is_refused_request or line not in _recorded or _latest.get(call) != allowed:
        _recorded.add(line)
        _latest[call] = allowed
        with Path(_DECISIONS_FILE).open("a", encoding="utf-8") as decisions:
            decisions.write(f"{line}\n")


def _conditions_met(action: str, resource: str) -> list[Any]:
    """Return the conditions of the principal's statements that allow the latest evaluated call."""
    context, policies = _evaluation.get() or (None, [])
    if context is None or (context.action, context.resource_arn) != (action, resource):
        return []
    statements = [statement for policy in policies for statement in policy if statement.conditions]
    return [each.conditions for each in statements if iam_evaluator._first_match(context, [each], "Allow")]


def _reason(denial: Any) -> str:  # noqa: ANN401 - MiniStack's EvalResult
    """Return which kind of policy denied a call, in the words of AWS's messages."""
    kind = denial.reason if str(denial.reason).endswith(("policy", "boundary")) else "identity-based policy"
    if denial.decision != "Deny":
        return f"no {kind} allows it"
    return f"with an explicit deny in {'an' if kind.startswith('i') else 'a'} {kind}"
