"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html"""

import pytest

from slipway.harness import unique_name


def status(target):
    return {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "log/"}}


def test_the_target_must_be_there(aws, target, bucket_of, refusal):
    s3, bucket, missing = aws("s3"), bucket_of(aws, target), unique_name()
    assert refusal(s3.put_bucket_logging, Bucket=bucket, BucketLoggingStatus=status(missing)) == {
        "Status": 400,
        "Code": "InvalidTargetBucketForLogging",
        "Message": "The target bucket for logging does not exist",
        "TargetBucket": missing,
    }
    assert refusal(s3.put_bucket_logging, Bucket=missing, BucketLoggingStatus=status(bucket))["Code"] == "NoSuchBucket"

    for setting in (status(bucket), {}):
        s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus=setting)
        assert s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled") == setting.get("LoggingEnabled")


@pytest.mark.upstream
def test_unpatched_ministack_logs_to_any_bucket(unpatched_aws, unpatched_target, bucket_of):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    unpatched_aws("s3").put_bucket_logging(Bucket=bucket, BucketLoggingStatus=status(unique_name()))
