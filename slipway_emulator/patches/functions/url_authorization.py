"""A caller of another account needs the policy of a function to call its URL with AWS_IAM.

The caller's own policies must allow it too. This is so for the root of the other account as well:
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html

MiniStack looks for the function's policy in the caller's account, finds none, and lets the caller's policies decide.
"""

from ministack.core import responses
from ministack.services import lambda_svc

from slipway_emulator.iam import caller
from slipway_emulator.iam.authorization import Enforce, RequestContext, denied_by_resource_policy, wrap_enforce

_AUTH_TYPE = "lambda:FunctionUrlAuthType"


def apply() -> None:
    """Wrap the authorization of a request."""
    wrap_enforce(_authorize)


def _authorize(request: RequestContext, enforce: Enforce) -> object:
    denied = enforce(request)
    has_iam = request.action == "lambda:InvokeFunctionUrl" and (request.keys or {}).get(_AUTH_TYPE) == "AWS_IAM"
    if denied is not None or not has_iam or not request.access_key_id:
        return denied
    _, _, _, region, owner, _ = request.resource.split(":", 5)
    if caller.account() == owner:
        return denied
    with responses.request_scope(owner, region):
        policy, _ = lambda_svc.function_policy_for_arn(request.resource) or ("", "")
    return denied_by_resource_policy(request, policy, caller.account(), is_foreign=True)
