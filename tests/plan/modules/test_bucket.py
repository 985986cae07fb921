"""Module bucket: what every bucket has, what a caller may choose, and what its outputs wait for."""

from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def bucket(tf_module):
    """``plan(**variables)`` of a bucket."""
    return tf_module(MODULES / "bucket", name_prefix="movies-").plan


def encryption(plan):
    (rule,) = plan.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    return rule["apply_server_side_encryption_by_default"], rule["bucket_key_enabled"]


def lifecycle(plan):
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["status"] == "Enabled"
    return rule


def test_bucket_is_never_public_and_its_owners_alone(bucket):
    block = bucket().one("aws_s3_bucket_public_access_block")
    assert [block[name] for name in block if name.startswith(("block_", "ignore_", "restrict_"))] == [True] * 4
    (ownership,) = bucket().one("aws_s3_bucket_ownership_controls")["rule"]
    assert ownership["object_ownership"] == "BucketOwnerEnforced"


def test_objects_are_encrypted_by_s3_or_with_the_callers_key(bucket):
    assert encryption(bucket())[0][0]["sse_algorithm"] == "AES256"
    assert encryption(bucket(kms_key_arn=KEY)) == ([{"kms_master_key_id": KEY, "sse_algorithm": "aws:kms"}], True)


def test_objects_stay_and_old_versions_go_after_a_month(bucket):
    assert bucket().one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    rule = lifecycle(bucket())
    assert rule["expiration"][0]["expired_object_delete_marker"] is True
    assert rule["expiration"][0].get("days") in (None, 0)
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 30
    assert rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] == 1


def test_objects_and_old_versions_expire_as_asked(bucket):
    rule = lifecycle(bucket(expiration={"days": 14, "noncurrent_days": 1}))
    assert rule["expiration"][0]["days"] == 14
    assert not rule["expiration"][0].get("expired_object_delete_marker")  # S3 takes one of the two only
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 1


def test_events_are_sent_to_eventbridge_only_where_that_is_asked_for(bucket):
    assert bucket().counts()["aws_s3_bucket_notification"] == 0
    assert bucket(eventbridge=True).one("aws_s3_bucket_notification")["eventbridge"] is True


def test_bucket_with_objects_is_kept_unless_that_is_given_up(bucket):
    assert bucket().one("aws_s3_bucket", bucket_prefix="movies-")["force_destroy"] is False
    assert bucket(force_destroy=True).one("aws_s3_bucket")["force_destroy"] is True


def test_name_and_arn_wait_for_versions_and_events_and_not_for_the_policy_that_names_them(bucket):
    outputs = bucket()["configuration"]["root_module"]["outputs"]
    waits = ["aws_s3_bucket_versioning.this", "aws_s3_bucket_notification.this"]
    assert outputs["bucket"]["depends_on"] == outputs["arn"]["depends_on"] == waits
    assert "depends_on" not in outputs["bucket_regional_domain_name"]
