"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html"""

import pytest

OTHER = "210987654321"
DENIED = {"Status": 403, "Code": "AccessDenied", "Message": "Access Denied"}


@pytest.fixture
def bucket(aws, target, bucket_of):
    name = bucket_of(aws, target)
    aws("s3").put_object(Bucket=name, Key="key", Body=b"text")
    return name


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_object", {"Key": "key"}),
        ("put_object", {"Key": "key"}),
        ("delete_object", {"Key": "key"}),
        ("put_bucket_versioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
        ("get_bucket_location", {}),
        ("list_objects_v2", {}),
        ("create_multipart_upload", {"Key": "key"}),
        ("delete_bucket", {}),
    ],
)
def test_the_bucket_of_another_account_is_refused(aws, bucket, refusal, operation, parameters):
    call = getattr(aws("s3"), operation)
    assert refusal(call, Bucket=bucket, ExpectedBucketOwner=OTHER, **parameters) == DENIED
    assert aws("s3").get_object(Bucket=bucket, Key="key")["Body"].read() == b"text"


def test_the_source_of_a_copy_is_checked_too(aws, bucket, refusal):
    options = {"Bucket": bucket, "Key": "copy", "CopySource": f"{bucket}/key"}
    assert refusal(aws("s3").copy_object, ExpectedSourceBucketOwner=OTHER, **options) == DENIED


def test_the_own_account_is_accepted(aws, bucket):
    owner = aws("sts").get_caller_identity()["Account"]
    owners = {"ExpectedBucketOwner": owner, "ExpectedSourceBucketOwner": owner}
    aws("s3").copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/key", **owners)
    aws("s3").head_object(Bucket=bucket, Key="copy", ExpectedBucketOwner=owner)


def test_a_text_that_names_no_account_is_another_error(aws, bucket, refusal):
    error = refusal(aws("s3").get_object, Bucket=bucket, Key="key", ExpectedBucketOwner="me")
    assert (error["Status"], error["Code"]) == (400, "InvalidBucketOwnerAWSAccountID")


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_owner(unpatched_aws, unpatched_target, bucket_of):
    name = bucket_of(unpatched_aws, unpatched_target)
    unpatched_aws("s3").list_objects_v2(Bucket=name, ExpectedBucketOwner=OTHER)
