"""A denied request gets a message with the principal, the action, the resource and the kind of policy that decided.

For example ``User: arn:aws:iam::123456789012:user/ada is not authorized to perform: dynamodb:GetItem on resource:
arn:aws:dynamodb:eu-central-1:123456789012:table/movies because no permissions boundary allows the dynamodb:GetItem
action``:
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html

MiniStack's messages have no resource, and always say that it was an identity-based policy.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from ministack.core import iam_actions, iam_evaluator

from slipway_emulator.iam import authorization
from slipway_emulator.iam.authorization import Enforce, RequestContext

_IDENTITY, _RESOURCE = "identity-based policy", "resource-based policy"
_EXPLICIT_IN_RESOURCE = f"with an explicit deny in a {_RESOURCE}"


class _Limit(list[Any]):
    """The policies of a permissions boundary or a session, and which of the two they are."""

    kind = ""


def apply() -> None:
    """Let the evaluator note which policy decided, and put it into the message."""
    authorization.wrap_enforce(_remember)
    _note_kind_of_limit("_permissions_boundary", "permissions boundary")
    _note_kind_of_limit("_session_policy_limits", "session policy")
    _note_deciding_policy()
    _write_message()


def _remember(request: RequestContext, enforce: Enforce) -> object:
    result = enforce(request)
    kind = getattr(result, "reason", None)  # of a denial only, not of an invalid signature
    authorization.set_denial(None if kind is None else (request, kind or _IDENTITY))
    return result


def _note_kind_of_limit(name: str, kind: str) -> None:
    find: Callable[..., list[Any]] = getattr(iam_evaluator, name)

    @functools.wraps(find)
    def find_limits(*args: object) -> list[Any]:
        limits = [_Limit(layer) for layer in find(*args)]
        for limit in limits:
            limit.kind = kind
        return limits

    setattr(iam_evaluator, name, find_limits)


def _note_deciding_policy() -> None:
    evaluate, combine = iam_evaluator.evaluate, iam_evaluator.combine_resource_policy

    @functools.wraps(evaluate)
    def evaluate_layers(ctx: Any, policies: Any, *limits: Any) -> Any:  # noqa: ANN401 - MiniStack's classes
        result = evaluate(ctx, policies, *limits)
        if result.decision != "Allow":
            result.reason = _deciding(ctx, result.decision, policies, limits)
        return result

    @functools.wraps(combine)
    def combine_resource_policy(identity: Any, *args: object, **options: Any) -> Any:  # noqa: ANN401
        result = combine(identity, *args, **options)
        if result is not identity and result.decision != "Allow":
            result.reason = _RESOURCE
        return result

    iam_evaluator.evaluate, iam_evaluator.combine_resource_policy = evaluate_layers, combine_resource_policy


def _deciding(ctx: Any, decision: str, policies: Any, limits: Sequence[_Limit]) -> str:  # noqa: ANN401
    def matches(layer: Any, effect: str) -> bool:  # noqa: ANN401
        return bool(iam_evaluator._first_match(ctx, [stmt for stmts in layer for stmt in stmts], effect))

    is_explicit = decision == "Deny"
    if matches(policies, "Deny") if is_explicit else not matches(policies, "Allow"):
        return _IDENTITY
    effect = "Deny" if is_explicit else "Allow"
    kinds = (limit.kind for limit in limits if matches(limit, effect) is is_explicit)
    return next(kinds, _IDENTITY)


def _write_message() -> None:
    denial_message = iam_actions.identity_denial_message
    denied_response = iam_actions.access_denied_response

    @functools.wraps(denial_message)
    def identity_denial_message(action: str, principal_arn: str, resource: str, explicit_deny: bool) -> str:
        text: str = denial_message(action, principal_arn, resource, explicit_deny)
        request, kind = authorization.denial() or (None, "")
        return text.replace(_IDENTITY, kind) if request and request.action == action and kind else text

    @functools.wraps(denied_response)
    def access_denied_response(
        service: str,
        action: str,
        principal_arn: str,
        request_id: str,
        **options: Any,  # noqa: ANN401 - MiniStack's options
    ) -> object:
        if not options.get("message") and not options.get("error_code"):
            options["message"] = _message(service, action, principal_arn, options)
        return denied_response(service, action, principal_arn, request_id, **options)

    iam_actions.identity_denial_message = identity_denial_message
    iam_actions.access_denied_response = access_denied_response


def _message(service: str, action: str, principal_arn: str, options: dict[str, Any]) -> str:
    request, kind = authorization.denial() or (None, _IDENTITY)
    resource = options.get("resource_arn", "*")
    if request and request.action == action:
        resource = request.resource
    if service == "apigateway" and not action.startswith("execute-api:"):
        service = ""  # only the account in the ARN of an API's method is masked
    # Each service's own spelling of the action and the resource.
    explicit: str = iam_actions._resource_policy_denial(service, action, principal_arn, resource)
    spelled = explicit.partition(" to perform: ")[2].partition(" ")[0]
    if options.get("explicit_deny"):
        reason = f"with an explicit deny in {'an' if kind == _IDENTITY else 'a'} {kind}"
    else:
        reason = f"because no {kind} allows the {spelled} action"
    return explicit.replace(_EXPLICIT_IN_RESOURCE, reason)
