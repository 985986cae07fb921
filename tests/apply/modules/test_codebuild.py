"""What the role of a build may do."""

import json
from pathlib import Path

import pytest

from slipway.harness import unique_name

MODULE = Path(__file__).parents[3] / "modules" / "codebuild"
REGION = "eu-central-1:123456789012"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
KEY_OF_TOKEN = KEY.replace("key/0", "key/1")
TOKEN = {"name": "/site/token", "arn": f"arn:aws:ssm:{REGION}:parameter/site/token"}
SECRET = f"arn:aws:secretsmanager:{REGION}:secret:registry-AbCdEf"
LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")


@pytest.fixture(scope="module")
def stack(tf_module):
    return tf_module(MODULE, name=unique_name(), buildspec="version: 0.2\nphases: {}")


def granted(stack, aws, **variables):
    """Apply, and return ``{actions: resources}`` of the role."""
    name = stack.apply(**variables).outputs["role_name"]
    document = aws("iam").get_role_policy(RoleName=name, PolicyName="build")["PolicyDocument"]
    return {
        tuple(item["Action"]) if isinstance(item["Action"], list) else item["Action"]: item["Resource"]
        for item in document["Statement"]
    }


def test_build_without_anything_may_write_its_log_only(stack, aws):
    found = granted(stack, aws)
    assert set(found) == {LOGS}
    assert [resource.rpartition(":log-group:")[2] for resource in found[LOGS]] == [
        f"{stack.outputs['log_group_name']}:*"
    ]


def test_only_codebuild_in_this_account_may_assume_the_role(stack, aws):
    """https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html"""
    role = aws("iam").get_role(RoleName=stack.apply().outputs["role_name"])["Role"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": role["Arn"].split(":")[4]}}


def test_build_may_pull_its_image_from_ecr(stack, aws):
    """https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html"""
    image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/build/site:1"
    found = granted(stack, aws, compute={"image": image})
    stack.apply(compute={})  # as the other tests expect it
    found.pop(LOGS)
    assert found == {
        ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"): [
            f"arn:aws:ecr:{REGION}:repository/build/site"
        ],
        ("ecr:GetAuthorizationToken",): ["*"],
    }


def test_build_may_use_what_is_declared_and_do_what_the_caller_says(stack, aws):
    statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:::y"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    found = granted(
        stack,
        aws,
        artifacts={"bucket_arn": "arn:aws:s3:::artifacts", "kms_key_arn": KEY},
        cache={"bucket_arn": "arn:aws:s3:::caches", "prefix": "site"},
        vpc={"id": "vpc-1", "subnet_arns": [f"arn:aws:ec2:{REGION}:subnet/subnet-1"], "security_group_ids": ["sg-1"]},
        environment={
            "STAGE": {"value": "dev"},
            "TOKEN": {"parameter": TOKEN, "kms_key_arn": KEY_OF_TOKEN},
            "PASSWORD": {"secret": {"arn": SECRET, "json_key": "password"}},
        },
        role={"policy": policy, "statements": [{"actions": ["sns:Subscribe"], "resources": ["arn:aws:sns:::x"]}]},
    )
    found.pop(LOGS)
    (interfaces,) = [actions for actions in found if "ec2:CreateNetworkInterface" in actions]
    assert found.pop(interfaces) == ["*"]
    assert found == {
        ("ec2:CreateNetworkInterfacePermission",): [f"arn:aws:ec2:{REGION}:network-interface/*"],
        "sns:Publish": "arn:aws:sns:::y",
        ("sns:Subscribe",): ["arn:aws:sns:::x"],
        ("ssm:GetParameters",): [TOKEN["arn"]],
        ("secretsmanager:GetSecretValue",): [SECRET],
        ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"): ["arn:aws:s3:::artifacts/*"],
        ("s3:GetObject", "s3:PutObject"): ["arn:aws:s3:::caches/site/*"],
        ("kms:Decrypt",): [KEY_OF_TOKEN, KEY],
        ("kms:DescribeKey", "kms:GenerateDataKey"): [KEY],
    }
