"""A role's trust policy can test more claims of a GitHub Actions token than ``sub``, ``aud`` and ``amr``.

AWS has a condition key for each of these claims. They are needed because the subject of a job with an environment, for
example, doesn't contain the branch:
https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif

MiniStack has only ``aud``, ``sub`` and ``amr``, so a policy that tests another claim rejects every token.
"""

import functools
from typing import Any

from ministack.services import cognito, sts

_GITHUB = "token.actions.githubusercontent.com"
_CLAIMS = (
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "workflow",
)


def apply() -> None:
    """Add the claims to the condition keys of a trust policy."""
    principal = sts._web_identity_principal

    @functools.wraps(principal)
    def principal_with_claims(token: str, provider_id: str, role_arn: str) -> tuple[str, dict[str, Any]]:
        name, keys = principal(token, provider_id, role_arn)
        if not name.endswith(f":oidc-provider/{_GITHUB}"):
            return name, keys
        claims = cognito._decode_id_token_unverified(token)
        return name, keys | {f"{_GITHUB}:{claim}": claims[claim] for claim in _CLAIMS if claim in claims}

    sts._web_identity_principal = principal_with_claims
