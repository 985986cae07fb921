"""Module bucket: its defaults, its settings, and the resources that its outputs wait for."""

import json

import pytest
from validations import assert_each_refuses

REQUIRED = {"name_prefix": "movies-"}
EVENTS = {"name_prefix": "movies-", "eventbridge": True}
KMS = "arn:aws:kms:eu-central-1:123456789012"
KEY = f"{KMS}:key/00000000-0000-0000-0000-000000000000"
ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:index:live"
FUNCTION = {"function": {"name": "index", "alias_name": "live", "alias_arn": ALIAS}}
SCENARIOS = {
    "default": {},
    "own_key": {"kms_key_arn": KEY},
    "expiring": {"expiration": {"days": 14, "noncurrent_days": 1}},
    "with_events": {"eventbridge": True},
    "force_destroy": {"force_destroy": True},
    "functions": {
        "eventbridge": True,
        "functions": {
            "all": {"function": FUNCTION},
            "both": {"function": FUNCTION, "prefix": "a/", "suffix": ".csv"},
            "prefix": {"function": FUNCTION, "prefix": "a/", "events": ["Object Deleted"]},
            "suffix": {"function": FUNCTION, "suffix": ".csv"},
        },
    },
}
STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
REFUSED = {
    "name_prefix_in_capitals": {"name_prefix": "Movies-"},
    "name_prefix_that_leaves_no_room_for_26_characters": {"name_prefix": "a-prefix-of-thirty-eight-characters-0-"},
    "expiration_of_half_a_day": {"expiration": {"days": 0.5}},
    "expiration_of_old_versions_after_0_days": {"expiration": {"noncurrent_days": 0}},
    "policy_is_a_statement": {"policy": json.dumps(STATEMENT)},
    "policy_isnt_json": {"policy": "public-read"},
    "functions_without_events": {"eventbridge": False, "functions": {"a": {"function": FUNCTION}}},
    "functions_key_with_a_dot": {"functions": {"a.b": {"function": FUNCTION}}},
    "functions_without_an_alias": {
        "functions": {
            "a": {"function": {"function": {**FUNCTION["function"], "alias_arn": ALIAS.removesuffix(":live")}}}
        }
    },
    "functions_prefix_with_a_wildcard": {"functions": {"a": {"function": FUNCTION, "prefix": "*/"}}},
    "functions_event_of_a_notification": {"functions": {"a": {"function": FUNCTION, "events": ["s3:ObjectCreated:*"]}}},
    "kms_key_arn_of_an_alias": {"kms_key_arn": f"{KMS}:alias/movies"},
}


@pytest.fixture(scope="module")
def buckets(tf_module):
    return tf_module.plans("modules/bucket", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


@pytest.fixture(scope="module")
def default(buckets):
    return buckets["default"]


def encryption(plan):
    (rule,) = plan.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    return rule["apply_server_side_encryption_by_default"], rule["bucket_key_enabled"]


def lifecycle(plan):
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["status"] == "Enabled"
    return rule


def test_bucket_is_never_public_and_owns_its_objects(default):
    block = default.one("aws_s3_bucket_public_access_block")
    assert [block[name] for name in block if name.startswith(("block_", "ignore_", "restrict_"))] == [True] * 4
    (ownership,) = default.one("aws_s3_bucket_ownership_controls")["rule"]
    assert ownership["object_ownership"] == "BucketOwnerEnforced"


def test_objects_are_encrypted_by_s3_or_with_the_callers_key(buckets):
    assert encryption(buckets["default"])[0][0]["sse_algorithm"] == "AES256"
    assert encryption(buckets["own_key"]) == ([{"kms_master_key_id": KEY, "sse_algorithm": "aws:kms"}], True)


def test_objects_are_kept_and_old_versions_expire_after_30_days(default):
    assert default.one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    rule = lifecycle(default)
    assert rule["expiration"][0]["expired_object_delete_marker"] is True
    assert rule["expiration"][0].get("days") in (None, 0)
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 30
    assert rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1


def test_objects_and_old_versions_expire_when_they_should(buckets):
    rule = lifecycle(buckets["expiring"])
    assert rule["expiration"][0]["days"] == 14
    assert not rule["expiration"][0].get("expired_object_delete_marker")  # S3 takes one of the two only
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 1


def test_events_are_sent_to_eventbridge_only_if_that_is_set(buckets):
    assert buckets["default"].counts()["aws_s3_bucket_notification"] == 0
    assert buckets["with_events"].one("aws_s3_bucket_notification")["eventbridge"] is True


def test_bucket_with_objects_is_only_destroyed_with_force_destroy(buckets):
    assert buckets["default"].one("aws_s3_bucket", bucket_prefix="movies-")["force_destroy"] is False
    assert buckets["force_destroy"].one("aws_s3_bucket")["force_destroy"] is True


def test_lifecycle_waits_for_the_bucket_only(default):
    """Each plan of a stack with a bucket would take half a second more, and each first apply two."""
    resources = default["configuration"]["root_module"]["resources"]
    (lifecycle,) = [each for each in resources if each["type"] == "aws_s3_bucket_lifecycle_configuration"]

    assert "depends_on" not in lifecycle
    assert lifecycle["expressions"]["bucket"]["references"] == ["aws_s3_bucket.this.bucket", "aws_s3_bucket.this"]


def test_name_and_arn_wait_for_versioning_and_events_and_not_for_the_policy_that_names_them(default):
    outputs = default["configuration"]["root_module"]["outputs"]
    waits = ["aws_s3_bucket_versioning.this", "aws_s3_bucket_notification.this"]
    assert outputs["bucket"]["depends_on"] == outputs["arn"]["depends_on"] == waits
    assert "depends_on" not in outputs["bucket_regional_domain_name"]


def test_functions_are_invoked_for_the_keys_that_fit(buckets):
    (notification,) = buckets["functions"].all("aws_s3_bucket_notification")
    assert notification["eventbridge"] is True
    targets = buckets["functions"].all("aws_cloudwatch_event_target")
    assert {target["rule"] for target in targets} == {f"movies-{name}" for name in SCENARIOS["functions"]["functions"]}
    assert {target["arn"] for target in targets} == {ALIAS}
    permissions = buckets["functions"].all("aws_lambda_permission")
    assert {(each["principal"], each["qualifier"]) for each in permissions} == {("events.amazonaws.com", "live")}


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "bucket", EVENTS, REFUSED)
