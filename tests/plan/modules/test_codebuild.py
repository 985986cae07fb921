"""Module codebuild: the project. The permissions of its role are only known after the apply: tests/apply/modules."""

import pytest
from validations import assert_each_refuses

REGION = "eu-central-1:123456789012"
BUCKET = "arn:aws:s3:::artifacts"
CACHES = "arn:aws:s3:::caches"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
TOKEN = {"name": "/site/token", "arn": f"arn:aws:ssm:{REGION}:parameter/site/token"}
SECRET = f"arn:aws:secretsmanager:{REGION}:secret:registry-AbCdEf"
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
IN_PIPELINE = {"name": "site", "artifacts": {"bucket_arn": BUCKET}}
VPC = {
    "id": "vpc-1",
    "subnet_arns": [f"arn:aws:ec2:{REGION}:subnet/subnet-1", f"arn:aws:ec2:{REGION}:subnet/subnet-2"],
    "security_group_ids": ["sg-1"],
}
ECR_IMAGES = {
    "ecr_tag": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/build/site:1",
    "ecr_digest": f"210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/site@sha256:{'0' * 64}",
}
SCENARIOS = {
    "default": {},
    "alone": {"artifacts": None, "buildspec": "version: 0.2\nphases: {}"},
    "own_image": {"compute": {"architecture": "x86_64", "image": "example/builder:1", "privileged": True}},
    **{name: {"compute": {"image": image}} for name, image in ECR_IMAGES.items()},
    "x86_64": {"compute": {"architecture": "x86_64"}},
    "environment": {
        "environment": {
            "STAGE": {"value": "dev"},
            "TOKEN": {"parameter": TOKEN},
            "PASSWORD": {"secret": {"arn": SECRET, "json_key": "password"}},
            "REGISTRY": {"secret": {"arn": SECRET}},
        }
    },
    "local_cache": {"cache": {}},
    "layer_cache": {"cache": {"docker_layers": True}, "compute": {"privileged": True}},
    "bucket_cache": {"cache": {"bucket_arn": CACHES, "prefix": "site"}},
    "vpc": {"vpc": VPC},
    "log": {"log": {"retention_days": 7, "kms_key_arn": KEY}},
    "timeouts_key_and_boundary": {
        "artifacts": {"bucket_arn": BUCKET, "kms_key_arn": KEY},
        "timeouts": {"build_minutes": 5, "queued_minutes": 60},
        "role": {"permissions_boundary": BOUNDARY, "path": "/slipway/dev/"},
    },
}
ALONE = {"name": "site", "buildspec": "phases: {}"}
REFUSED = {
    "name_with_a_dot": {"name": "site.prod"},
    "compute_architecture_unknown": {"compute": {"architecture": "arm"}},
    "compute_type_unknown": {"compute": {"type": "SMALL"}},
    "timeouts_build_too_long": {"timeouts": {"build_minutes": 2161}},
    "timeouts_queued_too_long": {"timeouts": {"queued_minutes": 481}},
    "vpc_by_name": {"vpc": {**VPC, "id": "main"}},
    "vpc_with_subnets_by_id": {"vpc": {**VPC, "subnet_arns": ["subnet-1"]}},
    "vpc_without_security_groups": {"vpc": {**VPC, "security_group_ids": []}},
    "environment_with_two_values": {"environment": {"A": {"value": "a", "secret": {"arn": "arn:x"}}}},
    "environment_with_no_value": {"environment": {"A": {}}},
    "environment_name_with_a_hyphen": {"environment": {"A-B": {"value": "a"}}},
    "environment_name_reserved": {"environment": {"CODEBUILD_SRC_DIR": {"value": "a"}}},
    "role_with_a_misspelled_key": {"role": {"statments": [{"actions": ["s3:GetObject"], "resources": ["*"]}]}},
    "role_existing_with_a_policy": {
        "role": {"existing": {"arn": "arn:aws:iam::123456789012:role/r"}, "permissions_boundary": BOUNDARY}
    },
    "role_statements_action_without_its_service": {
        "role": {"statements": [{"actions": ["GetAuthorizationToken"], "resources": ["*"]}]}
    },
    "role_statements_resource_by_its_name": {
        "role": {"statements": [{"actions": ["codeartifact:GetAuthorizationToken"], "resources": ["example"]}]}
    },
    "role_path_without_slash_at_the_beginning": {"role": {"path": "slipway/dev/"}},
    "role_policy_isnt_json": {"role": {"policy": "allow everything"}},
    "log_retention_days_no_step": {"log": {"retention_days": 31}},
    "buildspec_is_a_path_without_source": {"buildspec": "buildspec.yml"},
    "cache_of_docker_layers_without_docker": {"cache": {"docker_layers": True}},
    "cache_of_docker_layers_in_a_bucket": {
        "cache": {"docker_layers": True, "bucket_arn": CACHES},
        "compute": {"privileged": True},
    },
}


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/codebuild", {name: {**IN_PIPELINE, **each} for name, each in SCENARIOS.items()})


@pytest.fixture(scope="module")
def projects(plans):
    """The planned project of each scenario."""
    return {name: plan.one("aws_codebuild_project") for name, plan in plans.items()}


def test_project_of_a_pipeline_gets_its_source_and_returns_its_output_as_artifacts(projects):
    project = projects["default"]
    assert (project["source"][0]["type"], project["source"][0]["buildspec"]) == ("CODEPIPELINE", "buildspec.yml")
    assert project["artifacts"][0]["type"] == "CODEPIPELINE"


def test_project_without_artifacts_has_its_buildspec_as_text_and_no_source(projects):
    project = projects["alone"]
    assert (project["source"][0]["type"], project["artifacts"][0]["type"]) == ("NO_SOURCE", "NO_ARTIFACTS")


def test_builds_run_on_arm_in_the_newest_image_of_aws_by_default(projects):
    (default,) = projects["default"]["environment"]
    assert (default["type"], default["compute_type"]) == ("ARM_CONTAINER", "BUILD_GENERAL1_SMALL")
    assert (default["image"], default["privileged_mode"]) == ("aws/codebuild/amazonlinux-aarch64-standard:4.0", False)


def test_builds_can_run_on_x86_64_and_in_another_image(projects):
    (own_image,) = projects["own_image"]["environment"]
    assert (own_image["type"], own_image["image"]) == ("LINUX_CONTAINER", "example/builder:1")
    assert own_image["privileged_mode"] is True
    (x86_64,) = projects["x86_64"]["environment"]
    assert x86_64["image"] == "aws/codebuild/amazonlinux-x86_64-standard:6.0"


@pytest.mark.parametrize(
    ("scenario", "credentials"),
    [
        ("default", "CODEBUILD"),
        ("own_image", "CODEBUILD"),
        ("ecr_tag", "SERVICE_ROLE"),
        ("ecr_digest", "SERVICE_ROLE"),
    ],
)
def test_an_image_of_ecr_is_pulled_with_the_role(projects, scenario, credentials):
    """https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html"""
    (environment,) = projects[scenario]["environment"]
    assert environment["image_pull_credentials_type"] == credentials


def test_variables_come_from_plain_text_parameters_and_secrets(projects):
    (environment,) = projects["environment"]["environment"]
    found = {item["name"]: (item["type"], item["value"]) for item in environment["environment_variable"]}
    assert found == {
        "STAGE": ("PLAINTEXT", "dev"),
        "TOKEN": ("PARAMETER_STORE", "/site/token"),
        "PASSWORD": ("SECRETS_MANAGER", f"{SECRET}:password"),
        "REGISTRY": ("SECRETS_MANAGER", SECRET),
    }


def test_builds_run_in_a_vpc(projects):
    (vpc,) = projects["vpc"]["vpc_config"]
    assert (vpc["vpc_id"], vpc["security_group_ids"]) == ("vpc-1", ["sg-1"])
    assert sorted(vpc["subnets"]) == ["subnet-1", "subnet-2"]
    assert projects["default"]["vpc_config"] == []


def test_cache_is_on_the_host_or_in_a_bucket(projects):
    assert projects["default"]["cache"] == []

    (local,) = projects["local_cache"]["cache"]
    assert (local["type"], local["modes"]) == ("LOCAL", ["LOCAL_CUSTOM_CACHE"])

    (layers,) = projects["layer_cache"]["cache"]
    assert set(layers["modes"]) == {"LOCAL_DOCKER_LAYER_CACHE", "LOCAL_CUSTOM_CACHE"}

    (bucket,) = projects["bucket_cache"]["cache"]
    assert (bucket["type"], bucket["location"]) == ("S3", "caches/site")


def test_log_group_has_the_retention_and_the_key_and_the_project_writes_to_it(plans, projects):
    group = plans["log"].one("aws_cloudwatch_log_group", name="/aws/codebuild/site")
    assert (group["retention_in_days"], group["kms_key_id"]) == (7, KEY)
    (logs,) = projects["log"]["logs_config"]
    assert logs["cloudwatch_logs"][0]["group_name"] == "/aws/codebuild/site"


def test_timeouts_key_and_boundary_are_passed_on(plans, projects):
    name = "timeouts_key_and_boundary"
    project = projects[name]
    assert (project["build_timeout"], project["queued_timeout"], project["encryption_key"]) == (5, 60, KEY)
    role = plans[name].one("aws_iam_role")
    assert (role["permissions_boundary"], role["path"]) == (BOUNDARY, "/slipway/dev/")
    assert plans["default"].one("aws_iam_role")["path"] == "/"


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "codebuild", ALONE, REFUSED)
