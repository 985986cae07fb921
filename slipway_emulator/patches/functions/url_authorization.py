"""A function URL with AWS_IAM needs lambda:InvokeFunction too, and for another account the function's policy.

Since November 2026 a caller needs both lambda:InvokeFunctionUrl and lambda:InvokeFunction, which may be limited to
calls by the URL with the condition key ``lambda:InvokedViaFunctionUrl``. A caller of another account, and its root,
needs both in the caller's own policies and in the policy of the function:
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html

MiniStack requires the first one only. It looks for the function's policy in the caller's account, finds none, and
lets the caller's policies decide.
"""

from dataclasses import replace

from ministack.core import responses
from ministack.services import lambda_svc

from slipway_emulator.iam import caller
from slipway_emulator.iam.authorization import Enforce, RequestContext, denied_by_resource_policy, wrap_enforce

_AUTH_TYPE = "lambda:FunctionUrlAuthType"


def apply() -> None:
    """Wrap the authorization of a request."""
    wrap_enforce(_authorize)


def _authorize(request: RequestContext, enforce: Enforce) -> object:
    has_iam = request.action == "lambda:InvokeFunctionUrl" and (request.keys or {}).get(_AUTH_TYPE) == "AWS_IAM"
    if not has_iam or not request.access_key_id:
        return enforce(request)
    by_url = {"lambda:InvokedViaFunctionUrl": "true"}
    denied = _denied(request, enforce)
    if denied is not None:
        return denied
    return _denied(replace(request, action="lambda:InvokeFunction", keys=by_url), enforce)


def _denied(request: RequestContext, enforce: Enforce) -> object:
    denied = enforce(request)
    _, _, _, region, owner, _ = request.resource.split(":", 5)
    if denied is not None or caller.account() == owner:
        return denied
    with responses.request_scope(owner, region):
        policy, _ = lambda_svc.function_policy_for_arn(request.resource) or ("", "")
    return denied_by_resource_policy(request, policy, caller.account(), is_foreign=True)
