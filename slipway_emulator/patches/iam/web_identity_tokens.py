"""A web identity token is taken only from a provider that the account knows, for an audience of it, and in its time.

AWS refuses AssumeRoleWithWebIdentity with InvalidIdentityToken when the token is no JWT, when the role's account has no
OIDC provider of its issuer, or when that doesn't list its audience; and with ExpiredTokenException when it is late:
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html

MiniStack 1.5.33 holds the token's claims against the role's trust policy, and looks at nothing else. The token's
signature isn't checked here either: the issuer's keys are on the Internet.
"""

import functools
import time
from typing import Any

from ministack.services import cognito, iam, sts

_NO_JWT = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"


def apply() -> None:
    """Check the token before the trust policy is."""
    trust_denied = sts._web_identity_trust_denied

    @functools.wraps(trust_denied)
    def denied(role_arn: str, params: dict[str, Any], use_json: bool) -> object:
        return _refusal(role_arn, sts._p(params, "WebIdentityToken")) or trust_denied(role_arn, params, use_json)

    sts._web_identity_trust_denied = denied


def _refusal(role_arn: str, token: str) -> object:
    claims = _claims(token)
    issuer = str(claims.get("iss", ""))
    if not issuer:
        return _invalid(_NO_JWT)
    host = issuer.removeprefix("https://").rstrip("/")
    if host in sts._WELL_KNOWN_WEB_IDENTITY_PROVIDERS:
        return None
    account_id = role_arn.split(":")[4]
    provider_arn = f"arn:aws:iam::{account_id}:oidc-provider/{host}"
    provider = iam._oidc_providers.get_scoped(account_id, None, provider_arn)
    if provider is None:
        return _invalid(f"No OpenIDConnect provider found in your account for {issuer}")
    audiences = claims.get("aud")
    if not {*(audiences if isinstance(audiences, list) else [audiences])} & {*provider["ClientIDList"]}:
        return _invalid("Incorrect token audience")
    return _late(claims.get("exp"))


def _claims(token: str) -> dict[str, Any]:
    try:
        claims = cognito._decode_id_token_unverified(token)
    except (ValueError, TypeError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _late(expires_at: object) -> object:
    now = int(time.time())
    if isinstance(expires_at, int | float) and expires_at > now:
        return None
    message = f"Token expired: current date/time {now} must be before the expiration date/time {expires_at}"
    return sts._error(400, "ExpiredTokenException", message, ns="sts")


def _invalid(message: str) -> object:
    return sts._error(400, "InvalidIdentityToken", message, ns="sts")
