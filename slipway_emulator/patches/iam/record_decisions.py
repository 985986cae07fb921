"""Decisions about roles and refused requests of all principals are recorded, for tests of grants and their reports.

On AWS, CloudTrail and IAM's last accessed information show this:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html

MiniStack doesn't record decisions. This patch appends each decision about a request that a role's session
signed, and each refusal of another principal's, to the file of ``slipway_emulator.iam.authorization.record``.
"""

from ministack.core import iam_evaluator
from ministack.services import sts

from slipway_emulator.iam import authorization
from slipway_emulator.iam.authorization import Enforce, RequestContext


def apply() -> None:
    """Wrap the authorization of a request."""
    authorization.remember_evaluations()
    authorization.wrap_enforce(_recorded)


def _recorded(request: RequestContext, enforce: Enforce) -> object:
    result = enforce(request)
    # An invalid signature isn't a decision about policies.
    if not isinstance(result, iam_evaluator.AuthError) and (principal := _principal(request, result)):
        account_id = principal.split(":")[4]
        authorization.record(account_id, principal, request.action, request.resource, denial=result, source="request")
    return result


def _principal(request: RequestContext, denial: object) -> str | None:
    """Return the ARN of the role whose session signed a request, or of another principal that is refused."""
    session = sts._sessions.get(request.access_key_id)
    role = authorization.role_of_session(session["Arn"]) if session else None
    return role or getattr(denial, "principal_arn", None)
