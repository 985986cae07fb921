"""The images and permissions of a repository."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from slipway.errors import SlipwayError

MODULE = Path(__file__).parents[3] / "modules" / "ecr"
EXAMPLE = "ecr/complete"
LAYERS = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def manifest(number):
    return json.dumps({"schemaVersion": 2, "config": {"size": number}})


def test_policy_lets_the_declared_readers_pull_and_no_others(stack, aws):
    policy = aws("ecr").get_repository_policy(repositoryName=stack.outputs["repository"])["policyText"]
    codebuild, function, accounts = json.loads(policy)["Statement"]

    project = ["arn:aws:codebuild:eu-central-1:123456789012:project/site"]
    assert codebuild["Principal"] == {"Service": "codebuild.amazonaws.com"}
    assert (codebuild["Action"], codebuild["Condition"]) == (LAYERS, {"ArnLike": {"aws:SourceArn": project}})

    functions = ["arn:aws:lambda:eu-central-1:123456789012:function:movies-*"]
    assert function["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert (function["Action"], function["Condition"]) == (LAYERS[1:], {"ArnLike": {"aws:SourceArn": functions}})

    assert accounts["Principal"] == {"AWS": ["arn:aws:iam::210987654321:root"]}
    assert (accounts["Action"], "Condition" in accounts) == (LAYERS, False)


def test_repository_has_its_key_its_scan_and_its_rules(stack, aws):
    name, ecr = stack.outputs["repository"], aws("ecr")
    (repository,) = ecr.describe_repositories(repositoryNames=[name])["repositories"]
    assert repository["encryptionConfiguration"]["encryptionType"] == "KMS"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}

    rules = json.loads(ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"])["rules"]
    assert [rule["selection"]["countNumber"] for rule in rules] == [3, 20]


def test_tag_stays_at_its_image_and_the_repository_with_it_is_not_destroyed_unless_forced(tf, aws, unique_name):
    ecr, stack = aws("ecr"), tf(MODULE, name=unique_name).apply()
    ecr.put_image(repositoryName=unique_name, imageTag="1", imageManifest=manifest(1))

    with pytest.raises(ClientError, match="ImageTagAlreadyExistsException"):
        ecr.put_image(repositoryName=unique_name, imageTag="1", imageManifest=manifest(2))
    with pytest.raises(SlipwayError):
        stack.destroy()
    assert ecr.list_images(repositoryName=unique_name)["imageIds"]

    stack.apply(force_delete=True)
