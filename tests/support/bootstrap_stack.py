"""The stack iac/bootstrap and its roles for GitHub Actions."""

import base64
import json
import time
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from slipway.aws.target import Target

PREFIX = "repo:example/movies"
NEW_PREFIX = "repo:example@1234/movies@5678"
ISSUER = "https://token.actions.githubusercontent.com"
MAIN = "refs/heads/main"


def variables_of(target: Target) -> dict[str, Any]:
    """Return the variables with which the tests apply iac/bootstrap to an account."""
    return {
        "region": target.region,
        "github_subject_prefixes": [PREFIX, NEW_PREFIX],
        "environments": ["dev", "prod"],
        "build_environments": ["prod"],
        "domain_names": {"dev": ["dev.example.com"], "prod": ["www.example.com"]},
        "mail_domains": {"dev": ["dev.example.com"]},
        "budget": {"emails": ["owner@example.com"]},
    }


def empty(s3: Any, bucket: str) -> None:
    """Delete all versions of all objects, so that the bucket can be deleted."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


def token(subject: str, **claims: Any) -> str:
    """Return a token like a job's OIDC token of GitHub, with another signature."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "sts.amazonaws.com",
        "iat": now,
        "exp": now + 300,
        "sub": subject,
        "ref": MAIN,
    } | claims
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
    encoded = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "signature"])


def assume_role(target: Target, role_arn: str, subject: str, **claims: Any) -> Target:
    """Return a role's credentials, like configure-aws-credentials in a job."""
    unsigned = Config(signature_version=UNSIGNED)
    sts = boto3.client("sts", target.region, endpoint_url=target.endpoint_url, config=unsigned)
    keys = sts.assume_role_with_web_identity(
        RoleArn=role_arn, RoleSessionName="movies", WebIdentityToken=token(subject, **claims)
    )["Credentials"]
    credentials = (keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    return Target(target.endpoint_url, target.region, *credentials)
