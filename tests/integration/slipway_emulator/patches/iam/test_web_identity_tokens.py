import base64
import json
import time

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ISSUER = "https://idp.example.com/tenant"


def _token(**claims):
    claims = {"iss": ISSUER, "aud": "movies", "sub": "somebody", "exp": time.time() + 300, **claims}
    parts = [{"alg": "RS256", "typ": "JWT"}, {name: value for name, value in claims.items() if value is not None}]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "signature"])


@pytest.fixture
def assume(unique_name):
    """``assume(aws, target, token)`` assumes a role that trusts the token's issuer and tests no claims."""

    def assume(aws, target, token, issuer=ISSUER):
        account_id = aws("sts").get_caller_identity()["Account"]
        provider = f"arn:aws:iam::{account_id}:oidc-provider/{issuer.removeprefix('https://')}"
        trust = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
        document = json.dumps({"Version": "2012-10-17", "Statement": trust})
        arn = aws("iam").create_role(RoleName=unique_name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        sts = boto3.client(
            "sts", target.region, endpoint_url=target.endpoint_url, config=Config(signature_version=UNSIGNED)
        )
        return sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="test", WebIdentityToken=token)

    return assume


@pytest.fixture
def provider(aws):
    """The account's provider of the issuer, with two audiences."""
    iam = aws("iam")
    arn = iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["books", "movies"])["OpenIDConnectProviderArn"]
    yield
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


@pytest.mark.parametrize("audience", ["movies", ["games", "books"]])
def test_a_token_of_a_provider_of_the_account_is_accepted(provider, assume, aws, target, audience):
    assert assume(aws, target, _token(aud=audience))["Credentials"]


@pytest.mark.parametrize(
    ("claims", "code", "message"),
    [
        ({"aud": "games"}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"aud": None}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"exp": 1}, "ExpiredTokenException", "Token expired"),
        ({"exp": None}, "ExpiredTokenException", "Token expired"),
        ({"iss": None}, "InvalidIdentityToken", "not a valid JWT"),
    ],
)
def test_a_token_with_invalid_claims_is_rejected(provider, assume, aws, target, claims, code, message):
    with pytest.raises(ClientError, match=message) as refused:
        assume(aws, target, _token(**claims))
    assert refused.value.response["Error"]["Code"] == code


def test_a_token_of_another_provider_is_rejected(assume, aws, target):
    with pytest.raises(ClientError, match=f"No OpenIDConnect provider found in your account for {ISSUER}"):
        assume(aws, target, _token())


def test_another_string_than_a_token_is_rejected(provider, assume, aws, target):
    with pytest.raises(ClientError, match="not a valid JWT"):
        assume(aws, target, "no token at all")


@pytest.mark.upstream
def test_unpatched_ministack_accepts_an_expired_token_of_another_provider(assume, unpatched_aws, unpatched_target):
    assert assume(unpatched_aws, unpatched_target, _token(exp=1))["Credentials"]
