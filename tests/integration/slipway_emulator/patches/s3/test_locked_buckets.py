"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html"""

from datetime import UTC, datetime, timedelta

import pytest

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
TOMORROW = datetime.now(UTC) + timedelta(days=1)
SUSPENDED = {"Status": "Suspended"}
BOTH = "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"
PAST = "The retain until date must be in the future!"


def test_the_versioning_of_a_locked_bucket_cannot_be_suspended(aws, target, bucket_of, refusal):
    bucket = bucket_of(aws, target, ObjectLockEnabledForBucket=True)
    assert refusal(aws("s3").put_bucket_versioning, Bucket=bucket, VersioningConfiguration=SUSPENDED) == {
        "Status": 409,
        "Code": "InvalidBucketState",
        "Message": (
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        ),
    }
    assert aws("s3").get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    aws("s3").put_bucket_versioning(Bucket=bucket_of(aws, target), VersioningConfiguration=SUSPENDED)


def test_a_retention_has_a_mode_and_a_date_in_the_future(aws, target, bucket_of, refusal):
    s3, bucket = aws("s3"), bucket_of(aws, target, ObjectLockEnabledForBucket=True)
    for options, message in (
        ({"ObjectLockMode": "GOVERNANCE"}, BOTH),
        ({"ObjectLockRetainUntilDate": TOMORROW}, BOTH),
        ({"ObjectLockMode": "STRICT", "ObjectLockRetainUntilDate": TOMORROW}, "Unknown wormMode directive."),
        ({"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": YESTERDAY}, PAST),
    ):
        error = refusal(s3.put_object, Bucket=bucket, Key="key", **options)
        assert (error["Status"], error["Code"], error["Message"]) == (400, "InvalidArgument", message)

    s3.put_object(Bucket=bucket, Key="key", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=TOMORROW)
    retention = {"Mode": "GOVERNANCE", "RetainUntilDate": YESTERDAY}
    error = refusal(s3.put_object_retention, Bucket=bucket, Key="key", Retention=retention)
    assert (error["Code"], error["Message"], error["ArgumentName"]) == ("InvalidArgument", PAST, "RetainUntilDate")


def test_only_the_retention_of_a_locked_bucket_can_be_bypassed(aws, target, bucket_of, refusal):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    objects = {"Delete": {"Objects": [{"Key": "key"}]}}
    for call, options in ((s3.delete_object, {"Key": "key"}), (s3.delete_objects, objects)):
        error = refusal(call, Bucket=bucket, BypassGovernanceRetention=True, **options)
        assert (error["Code"], error["ArgumentName"]) == ("InvalidArgument", "x-amz-bypass-governance-retention")
    locked = bucket_of(aws, target, ObjectLockEnabledForBucket=True)
    s3.delete_object(Bucket=locked, Key="key", BypassGovernanceRetention=True)


@pytest.mark.upstream
def test_unpatched_ministack_suspends_the_versioning(unpatched_aws, unpatched_target, bucket_of):
    bucket = bucket_of(unpatched_aws, unpatched_target, ObjectLockEnabledForBucket=True)
    unpatched_aws("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration=SUSPENDED)
