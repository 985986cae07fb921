"""Fixtures of the stack iac/bootstrap and its roles for GitHub Actions, applied once per worker."""

import base64
import json
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from repository import ROOT
from sample_pipelines import Repository

from slipway.aws.target import Target
from slipway.config.project import load_project
from slipway.harness.stack import Stack
from slipway.local import control
from slipway.local.emulator import Emulator
from slipway.terraform import Terraform, binary
from slipway.terraform.environment import environment_for

PREFIX = "repo:example/movies"
NEW_PREFIX = "repo:example@1234/movies@5678"
ISSUER = "https://token.actions.githubusercontent.com"
MAIN = "refs/heads/main"


@pytest.fixture(scope="session")
def bootstrap(tf_session: Callable[..., Stack], target: Target) -> Iterator[Stack]:
    """The stack iac/bootstrap, applied."""
    stack = tf_session(
        "iac/bootstrap",
        region=target.region,
        github_subject_prefixes=[PREFIX, NEW_PREFIX],
        budget={"emails": ["owner@example.com"]},
    ).apply()
    yield stack
    _empty(target.client("s3"), stack.outputs["state_bucket"])


def _empty(s3: Any, bucket: str) -> None:
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


@pytest.fixture(scope="session")
def assume(target: Target) -> Callable[..., Target]:
    """``assume(role_arn, subject)`` returns a role's credentials, like configure-aws-credentials in a job."""

    def assume(role_arn: str, subject: str, **claims: Any) -> Target:
        unsigned = Config(signature_version=UNSIGNED)
        sts = boto3.client("sts", target.region, endpoint_url=target.endpoint_url, config=unsigned)
        keys = sts.assume_role_with_web_identity(
            RoleArn=role_arn, RoleSessionName="movies", WebIdentityToken=token(subject, **claims)
        )["Credentials"]
        credentials = (keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
        return Target(target.endpoint_url, target.region, *credentials)

    return assume


@pytest.fixture(scope="session")
def applier(bootstrap: Stack, assume: Callable[..., Target]) -> Target:
    """The credentials of a job that applies stacks to the environment dev."""
    return assume(bootstrap.outputs["apply_role_arns"]["dev"], f"{NEW_PREFIX}:environment:dev")


@pytest.fixture(scope="session")
def terraform(bootstrap: Stack, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Terraform]:
    """``terraform(session, "movies")`` returns Terraform for iac/movies in dev, like in a job with a new checkout."""

    def terraform(session: Target, stack: str) -> Terraform:
        directory = tmp_path_factory.mktemp("terraform")
        var_file = "-var-file=environments/dev.tfvars"
        environment = environment_for(session, ROOT) | {
            "TF_CLI_ARGS_init": "-backend-config=environments/dev.s3.tfbackend",
            **{f"TF_CLI_ARGS_{command}": var_file for command in ("plan", "apply", "destroy")},
        }
        terraform = Terraform(
            ROOT / "iac" / stack,
            binary=binary.find(ROOT),
            environment=environment,
            data_dir=directory / "data",
        )
        # The file has example values for another account.
        terraform.init({"bucket": bootstrap.outputs["state_bucket"], "region": session.region})
        return terraform

    return terraform


@pytest.fixture(scope="session")
def variables(bootstrap: Stack, target: Target) -> dict[str, Any]:
    """The variables whose values in environments/dev.tfvars are for another account."""
    return {"region": target.region, "permissions_boundary": bootstrap.outputs["permissions_boundary_arns"]["dev"]}


@pytest.fixture(scope="session")
def stacks(
    terraform: Callable[..., Terraform],
    variables: dict[str, Any],
    applier: Target,
    repositories: None,
) -> Iterator[dict[str, Terraform]]:
    """The stacks, applied concurrently with the apply role of dev."""
    stacks = {stack.name: terraform(applier, stack.name) for stack in load_project(ROOT).stacks}
    with ThreadPoolExecutor() as pool:
        try:
            list(pool.map(lambda stack: stack.apply(variables), stacks.values()))
            yield stacks
        finally:
            list(pool.map(lambda stack: stack.destroy(variables), stacks.values()))


@pytest.fixture(scope="session")
def movies(stacks: dict[str, Terraform]) -> Terraform:
    """iac/movies, applied with the apply role of dev."""
    return stacks["movies"]


@pytest.fixture(scope="session")
def frontend(stacks: dict[str, Terraform]) -> Terraform:
    """iac/frontend, applied with the apply role of dev."""
    return stacks["frontend"]


@pytest.fixture(scope="session")
def repositories(local_aws: Emulator, target: Target, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Registers a repository with the apps under its name in slipway.toml and environments/dev.tfvars."""
    for name in load_project(ROOT).repositories:
        repository = Repository(tmp_path_factory.mktemp("repository"), name)
        shutil.copytree(ROOT / "apps", repository.path / "apps", ignore=shutil.ignore_patterns("__pycache__"))
        repository.git("add", "apps")
        repository.git("commit", "--quiet", "-m", "The apps")
        control.register_repository(local_aws.directory, target.access_key_id, name, repository.path)


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests without another group in one xdist worker, which applies the stacks once."""
    for item in items:
        if "bootstrap" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("bootstrap"))
