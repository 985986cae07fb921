"""The bucket that holds the states, and the bootstrap's own state in it."""

import json
import shutil
import subprocess

import pytest
from repository import ROOT

from slipway.terraform import binary
from slipway.terraform.environment import environment_for
from slipway.terraform.kept_providers import Providers

BACKEND = 'terraform {\n  backend "s3" {}\n}\n'


def test_the_bootstrap_converges(bootstrap):
    bootstrap.assert_converged()


@pytest.mark.parametrize("output", ["state_bucket", "artifacts_bucket"])
def test_a_bucket_refuses_what_is_not_sent_over_tls(bootstrap, aws, output):
    policy = json.loads(aws("s3").get_bucket_policy(Bucket=bootstrap.outputs[output])["Policy"])
    (statement,) = policy["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    bucket = f"arn:aws:s3:::{bootstrap.outputs[output]}"
    assert statement["Resource"] == [bucket, f"{bucket}/*"]


def test_every_policy_has_room_for_what_it_says(bootstrap, aws):
    pages = aws("iam").get_paginator("list_policies").paginate(Scope="Local")
    policies = [policy for page in pages for policy in page["Policies"] if policy["PolicyName"].startswith("slipway-")]
    assert len(policies) == 20
    for policy in policies:
        version = aws("iam").get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        assert _length(version["PolicyVersion"]["Document"]) <= 6144


def _length(document):
    return len(json.dumps(document, separators=(",", ":")))


def test_the_bootstrap_s_own_state_moves_into_the_bucket(bootstrap, run_target, aws, tmp_path):
    """As README says; Terraform then finds nothing to change.

    The commands use a running provider: without one, they read its 700 MB, and the schema of all its resources.
    """
    bucket = bootstrap.outputs["state_bucket"]
    directory = tmp_path / "bootstrap"
    # Without what the harness has put there.
    shutil.copytree(bootstrap.directory, directory, ignore=shutil.ignore_patterns(".terraform", "slipway_override.tf"))
    (directory / "backend.tf").write_text(BACKEND)
    variables = directory / "terraform.tfvars.json"
    variables.write_text(json.dumps(bootstrap.variables))

    def terraform(*arguments):
        command = [binary.find(ROOT), *arguments, "-input=false", "-no-color"]
        done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    settings = {"bucket": bucket, "key": "bootstrap.tfstate", "region": run_target.region, "use_lockfile": "true"}
    options = [f"-backend-config={name}={value}" for name, value in settings.items()]
    environment = environment_for(run_target, ROOT)
    try:
        with Providers(environment, tmp_path / "provider") as providers:
            environment |= providers.variables(bootstrap.directory, bootstrap.directory / ".terraform")
            terraform("init", "-migrate-state", "-force-copy", *options)
            terraform("plan", "-detailed-exitcode")
        kept = json.loads(aws("s3").get_object(Bucket=bucket, Key="bootstrap.tfstate")["Body"].read())
        assert kept["resources"]
    finally:
        versions = aws("s3").list_object_versions(Bucket=bucket, Prefix="bootstrap.tfstate")
        for version in [*versions.get("Versions", []), *versions.get("DeleteMarkers", [])]:
            aws("s3").delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
