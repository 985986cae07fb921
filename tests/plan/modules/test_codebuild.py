"""Module codebuild: what a build gets. What its role may do is known once applied: tests/apply/modules."""

from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
REGION = "eu-central-1:123456789012"
BUCKET = "arn:aws:s3:::artifacts"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
TOKEN = {"name": "/site/token", "arn": f"arn:aws:ssm:{REGION}:parameter/site/token"}
SECRET = f"arn:aws:secretsmanager:{REGION}:secret:registry-AbCdEf"


@pytest.fixture(scope="module")
def project(tf_module):
    """``plan(**variables)`` of a project that a pipeline builds."""
    return tf_module(MODULES / "codebuild", name="site", artifacts={"bucket_arn": BUCKET}).plan


def environment(plan):
    (block,) = plan.one("aws_codebuild_project")["environment"]
    return block


def test_a_project_of_a_pipeline_takes_and_gives_its_artifacts(project):
    planned = project().one("aws_codebuild_project")
    assert (planned["source"][0]["type"], planned["source"][0]["buildspec"]) == ("CODEPIPELINE", "buildspec.yml")
    assert planned["artifacts"][0]["type"] == "CODEPIPELINE"


def test_a_project_without_artifacts_has_its_buildspec_as_text_and_no_source(project):
    planned = project(artifacts=None, buildspec="version: 0.2\nphases: {}").one("aws_codebuild_project")
    assert (planned["source"][0]["type"], planned["artifacts"][0]["type"]) == ("NO_SOURCE", "NO_ARTIFACTS")


def test_builds_run_on_arm_in_aws_newest_image_unless_told_otherwise(project):
    block = environment(project())
    assert (block["type"], block["compute_type"]) == ("ARM_CONTAINER", "BUILD_GENERAL1_SMALL")
    assert (block["image"], block["privileged_mode"]) == ("aws/codebuild/amazonlinux-aarch64-standard:4.0", False)

    block = environment(project(compute={"architecture": "x86_64", "image": "example/builder:1", "privileged": True}))
    assert (block["type"], block["image"]) == ("LINUX_CONTAINER", "example/builder:1")
    assert block["privileged_mode"] is True
    x86 = environment(project(compute={"architecture": "x86_64"}))
    assert x86["image"] == "aws/codebuild/amazonlinux-x86_64-standard:6.0"


def test_variables_come_from_plain_text_parameters_and_secrets(project):
    plan = project(
        environment={
            "STAGE": {"value": "dev"},
            "TOKEN": {"parameter": TOKEN},
            "PASSWORD": {"secret": {"arn": SECRET, "json_key": "password"}},
            "REGISTRY": {"secret": {"arn": SECRET}},
        }
    )
    found = {item["name"]: (item["type"], item["value"]) for item in environment(plan)["environment_variable"]}
    assert found == {
        "STAGE": ("PLAINTEXT", "dev"),
        "TOKEN": ("PARAMETER_STORE", "/site/token"),
        "PASSWORD": ("SECRETS_MANAGER", f"{SECRET}:password"),
        "REGISTRY": ("SECRETS_MANAGER", SECRET),
    }


def test_cache_is_on_the_host_or_in_a_bucket(project):
    assert project().one("aws_codebuild_project")["cache"] == []

    (local,) = project(cache={}).one("aws_codebuild_project")["cache"]
    assert (local["type"], local["modes"]) == ("LOCAL", ["LOCAL_CUSTOM_CACHE"])

    plan = project(cache={"docker_layers": True}, compute={"privileged": True})
    (layers,) = plan.one("aws_codebuild_project")["cache"]
    assert set(layers["modes"]) == {"LOCAL_DOCKER_LAYER_CACHE", "LOCAL_CUSTOM_CACHE"}

    plan = project(cache={"bucket_arn": "arn:aws:s3:::caches", "prefix": "site"})
    (bucket,) = plan.one("aws_codebuild_project")["cache"]
    assert (bucket["type"], bucket["location"]) == ("S3", "caches/site")


def test_log_group_is_made_before_the_project_and_keeps_its_lines_as_long_as_told(project):
    plan = project(log={"retention_days": 7, "kms_key_arn": KEY})

    group = plan.one("aws_cloudwatch_log_group", name="/aws/codebuild/site")
    assert (group["retention_in_days"], group["kms_key_id"]) == (7, KEY)
    (logs,) = plan.one("aws_codebuild_project")["logs_config"]
    assert logs["cloudwatch_logs"][0]["group_name"] == "/aws/codebuild/site"


def test_timeouts_key_and_boundary_are_handed_on(project):
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    plan = project(
        artifacts={"bucket_arn": BUCKET, "kms_key_arn": KEY},
        timeouts={"build_minutes": 5, "queued_minutes": 60},
        role={"permissions_boundary": boundary},
    )
    planned = plan.one("aws_codebuild_project")
    assert (planned["build_timeout"], planned["queued_timeout"], planned["encryption_key"]) == (5, 60, KEY)
    assert plan.one("aws_iam_role")["permissions_boundary"] == boundary
