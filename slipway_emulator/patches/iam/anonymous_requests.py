"""A request without credentials doesn't have the permissions of the account's root.

AWS rejects it, except for the operations and public resources that need no signature. Nobody creates or lists buckets
without one:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html

MiniStack lets it create and list buckets, and carries out every operation that it has no IAM action for. With an
`Authorization` header that holds no AWS signature, such as `Basic`, the request has the permissions of the root.
"""

import functools

from ministack.core import iam_evaluator

from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce

_AUTHENTICATED = ("s3:CreateBucket", "s3:ListAllMyBuckets")


def apply() -> None:
    """Wrap the check of actions, and that of requests without an action."""
    check_credentials = iam_evaluator.check_credentials

    @functools.wraps(check_credentials)
    def reject_anonymous(access_key_id: str, service: str | None = None) -> object:
        # S3 decides by the policy and the ACL of the bucket.
        if not access_key_id and service != "s3":
            return iam_evaluator.AuthError("MissingAuthenticationToken", "Missing Authentication Token")
        return check_credentials(access_key_id, service)

    iam_evaluator.check_credentials = reject_anonymous
    wrap_enforce(_decide)


def _decide(request: RequestContext, enforce: Enforce) -> object:
    if not request.access_key_id and iam_evaluator._signed_request.get() is None:
        iam_evaluator._anonymous.set(True)  # whatever the Authorization header is
    if not request.access_key_id and request.action in _AUTHENTICATED:
        return iam_evaluator.AuthError("AccessDenied", "Access Denied")
    return enforce(request)
