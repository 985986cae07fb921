"""Module ecr: the repository, and when its images expire. tests/apply/modules has its policy, known after the apply."""

import json

import pytest
from validations import assert_each_refuses

REGION = "eu-central-1:123456789012"
KEY = f"arn:aws:kms:{REGION}:key/00000000-0000-0000-0000-000000000000"
PROJECT = f"arn:aws:codebuild:{REGION}:project/site"
REQUIRED = {"name": "build/terraform"}
SCENARIOS = {
    "default": {},
    "own_key": {"kms_key_arn": KEY},
    "mutable": {"immutable_tags": False},
    "expiring": {"expiration": {"untagged_days": 1, "tagged_count": 5}},
    "pulled_by_a_project": {"pull": {"codebuild_project_arns": [PROJECT]}},
    "pulled_by_an_account": {"pull": {"account_ids": ["210987654321"]}},
    "force_delete": {"force_delete": True},
}
REFUSED = {
    "name_in_capitals": {"name": "Build"},
    "name_of_one_character": {"name": "b"},
    "name_ends_with_a_slash": {"name": "build/"},
    "name_with_two_dots": {"name": "build..terraform"},
    "name_with_a_tag": {"name": "build/terraform:1"},
    "expiration_of_half_a_day": {"expiration": {"untagged_days": 0.5}},
    "expiration_of_all_images": {"expiration": {"tagged_count": 0}},
    "pull_by_a_name_of_a_project": {"pull": {"codebuild_project_arns": ["site"]}},
    "pull_by_every_function": {"pull": {"lambda_function_arns": ["*"]}},
    "pull_by_an_alias_of_a_function": {"pull": {"lambda_function_arns": [f"arn:aws:lambda:{REGION}:function:f:live"]}},
    "pull_by_functions_of_any_account": {
        "pull": {"lambda_function_arns": ["arn:aws:lambda:eu-central-1:*:function:f"]}
    },
    "pull_by_a_short_account_id": {"pull": {"account_ids": ["12345678901"]}},
    "kms_key_arn_of_an_alias": {"kms_key_arn": f"arn:aws:kms:{REGION}:alias/images"},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/ecr", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


def repository(plan):
    return plan.one("aws_ecr_repository", name="build/terraform")


def rules(plan):
    return [rule["selection"] for rule in json.loads(plan.one("aws_ecr_lifecycle_policy")["policy"])["rules"]]


def test_images_are_scanned_when_they_are_pushed(plans):
    assert {repository(plan)["image_scanning_configuration"][0]["scan_on_push"] for plan in plans.values()} == {True}


def test_tags_move_only_if_that_is_set(plans):
    assert repository(plans["default"])["image_tag_mutability"] == "IMMUTABLE"
    assert repository(plans["mutable"])["image_tag_mutability"] == "MUTABLE"


def test_images_are_encrypted_by_ecr_or_with_the_callers_key(plans):
    assert repository(plans["default"])["encryption_configuration"][0]["encryption_type"] == "AES256"
    (own_key,) = repository(plans["own_key"])["encryption_configuration"]
    assert own_key == {"encryption_type": "KMS", "kms_key": KEY}


def test_untagged_images_expire_after_14_days_and_tagged_ones_never(plans):
    assert rules(plans["default"]) == [
        {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}
    ]


def test_images_expire_as_set(plans):
    """A rule for tagged images needs a prefix or a pattern.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
    """
    untagged, tagged = rules(plans["expiring"])
    assert untagged["countNumber"] == 1
    assert tagged == {
        "tagStatus": "tagged",
        "tagPatternList": ["*"],
        "countType": "imageCountMoreThan",
        "countNumber": 5,
    }


def test_repository_has_a_policy_only_if_others_pull(plans):
    found = {name: plan.counts()["aws_ecr_repository_policy"] for name, plan in plans.items()}
    assert {name for name, count in found.items() if count} == {"pulled_by_a_project", "pulled_by_an_account"}


def test_url_waits_for_the_permission_to_pull_and_the_arn_does_not(plans):
    outputs = plans["default"]["configuration"]["root_module"]["outputs"]
    assert outputs["url"]["depends_on"] == ["aws_ecr_repository_policy.this"]
    assert "depends_on" not in outputs["arn"]


def test_repository_with_images_is_only_destroyed_with_force_delete(plans):
    assert repository(plans["default"])["force_delete"] is False
    assert repository(plans["force_delete"])["force_delete"] is True


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "ecr", REQUIRED, REFUSED)
