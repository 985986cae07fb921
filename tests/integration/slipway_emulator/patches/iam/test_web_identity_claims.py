import json
from dataclasses import replace

import boto3
import pytest
from bootstrap_stack import ISSUER, token
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

GITHUB = ISSUER.removeprefix("https://")
CLAIMS = {"ref": "refs/heads/main", "repository_id": "5678", "job_workflow_ref": "example/movies/x.yml@refs/heads/main"}


@pytest.fixture
def assume(unique_name):
    """``assume(target, token)`` assumes a role whose trust policy tests each of the claims.

    In another account than the worker's, in which iac/bootstrap has the only provider for the issuer.
    """

    def assume(target, token):
        iam = replace(target, access_key_id=f"2{target.access_key_id[1:]}").client("iam")
        provider = iam.create_open_id_connect_provider(Url=ISSUER, ClientIDList=["sts.amazonaws.com"])
        arn = provider["OpenIDConnectProviderArn"]
        trust = {
            "Effect": "Allow",
            "Principal": {"Federated": arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{GITHUB}:{claim}": value for claim, value in CLAIMS.items()}},
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": trust})
        role = iam.create_role(RoleName=unique_name, AssumeRolePolicyDocument=document)["Role"]
        sts = boto3.client(
            "sts", target.region, endpoint_url=target.endpoint_url, config=Config(signature_version=UNSIGNED)
        )
        try:
            return sts.assume_role_with_web_identity(
                RoleArn=role["Arn"], RoleSessionName="test", WebIdentityToken=token
            )
        finally:
            iam.delete_role(RoleName=unique_name)
            iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)

    return assume


def test_a_token_with_the_claims_is_accepted(assume, target):
    assert assume(target, token("anything", **CLAIMS))["Credentials"]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_token_with_another_claim_or_without_it_is_rejected(assume, target, claim):
    for value in ("other", None):
        with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
            assume(target, token("anything", **{**CLAIMS, claim: value}))


@pytest.mark.upstream
def test_unpatched_ministack_rejects_a_token_with_the_claims(assume, unpatched_target):
    with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        assume(unpatched_target, token("anything", **CLAIMS))
