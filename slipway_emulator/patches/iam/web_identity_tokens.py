"""A web identity token is accepted only from a provider of the account, for its audience, and before it expires.

AWS rejects AssumeRoleWithWebIdentity with InvalidIdentityToken if the token isn't a JWT, if the role's account has no
OIDC provider for its issuer, or if the provider doesn't list its audience; and with ExpiredTokenException if it has
expired:
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html

MiniStack only evaluates the role's trust policy with the token's claims. This patch doesn't check the token's
signature either, because the issuer's keys are on the internet.
"""

import functools
import time
from typing import Any

from ministack.services import cognito, iam, sts

_NOT_A_JWT = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"


def apply() -> None:
    """Check the token before the trust policy."""
    trust_denied = sts._web_identity_trust_denied

    @functools.wraps(trust_denied)
    def denied(role_arn: str, params: dict[str, Any], use_json: bool) -> object:
        return _rejection(role_arn, sts._p(params, "WebIdentityToken")) or trust_denied(role_arn, params, use_json)

    sts._web_identity_trust_denied = denied


def _rejection(role_arn: str, token: str) -> object:
    claims = _claims(token)
    issuer = str(claims.get("iss", ""))
    if not issuer:
        return _invalid(_NOT_A_JWT)
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
    return _expired(claims.get("exp"))


def _claims(token: str) -> dict[str, Any]:
    try:
        claims = cognito._decode_id_token_unverified(token)
    except (ValueError, TypeError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _expired(expires_at: object) -> object:
    now = int(time.time())
    if isinstance(expires_at, int | float) and expires_at > now:
        return None
    message = f"Token expired: current date/time {now} must be before the expiration date/time {expires_at}"
    return sts._error(400, "ExpiredTokenException", message, ns="sts")


def _invalid(message: str) -> object:
    return sts._error(400, "InvalidIdentityToken", message, ns="sts")
