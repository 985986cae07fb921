"""Every authorization decision about a role is recorded, so a test can find unused grants.

On AWS, CloudTrail and IAM's last accessed information show this:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html

MiniStack doesn't record decisions. This patch appends each decision about a request that a role's session
signed to the file of ``slipway_emulator.iam.authorization.record``.
"""

from ministack.core import iam_evaluator
from ministack.services import sts

from slipway_emulator.iam import authorization
from slipway_emulator.iam.authorization import Enforce, RequestContext


def apply() -> None:
    """Wrap the authorization of a request."""
    authorization.wrap_enforce(_recorded)


def _recorded(request: RequestContext, enforce: Enforce) -> object:
    result = enforce(request)
    session = sts._sessions.get(request.access_key_id)
    # An invalid signature isn't a decision about the role's policies.
    if session and not isinstance(result, iam_evaluator.AuthError):
        _record(session["Arn"], request.action, request.resource, allowed=result is None)
    return result


def _record(session_arn: str, action: str, resource: str, *, allowed: bool) -> None:
    if role_arn := authorization.role_of_session(session_arn):
        account_id = role_arn.split(":")[4]
        authorization.record(account_id, role_arn, action, resource, allowed=allowed, source="request")
