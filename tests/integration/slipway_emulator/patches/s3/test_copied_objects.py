"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html"""

import pytest

NO_CHANGE = (
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
    "metadata, storage class, website redirect location or encryption attributes."
)


@pytest.fixture
def copy_of(aws):
    def options(bucket, key):
        return {"Bucket": bucket, "Key": key, "CopySource": {"Bucket": bucket, "Key": "a key"}}

    return options


@pytest.fixture
def bucket(aws, target, bucket_of):
    name = bucket_of(aws, target)
    aws("s3").put_object(Bucket=name, Key="a key", Body=b"text")
    return name


def test_a_copy_onto_itself_without_a_change_is_refused(aws, bucket, copy_of, refusal):
    refused = {"Status": 400, "Code": "InvalidRequest", "Message": NO_CHANGE}
    for unchanged in ({}, {"Metadata": {"a": "b"}}, {"TaggingDirective": "REPLACE", "Tagging": "a=b"}):
        assert refusal(aws("s3").copy_object, **copy_of(bucket, "a key"), **unchanged) == refused


@pytest.mark.parametrize(
    "change",
    [
        {"MetadataDirective": "REPLACE"},
        {"StorageClass": "STANDARD"},
        {"WebsiteRedirectLocation": "/other"},
        {"ServerSideEncryption": "AES256"},
    ],
)
def test_a_copy_onto_itself_with_a_change_is_made(aws, bucket, copy_of, change):
    aws("s3").copy_object(**copy_of(bucket, "a key"), **change)


def test_an_older_version_is_restored_by_a_copy_onto_itself(aws, target, bucket_of, copy_of):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="a key", Body=b"first")["VersionId"]
    s3.put_object(Bucket=bucket, Key="a key", Body=b"second")

    s3.copy_object(**copy_of(bucket, "a key") | {"CopySource": {"Bucket": bucket, "Key": "a key", "VersionId": first}})

    assert s3.get_object(Bucket=bucket, Key="a key")["Body"].read() == b"first"


# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
def test_conditions_are_those_of_the_destination(aws, bucket, copy_of, refusal):
    s3 = aws("s3")
    error = refusal(s3.copy_object, **copy_of(bucket, "copy"), IfMatch='"a"')
    assert (error["Status"], error["Code"]) == (404, "NoSuchKey")

    s3.copy_object(**copy_of(bucket, "copy"), IfNoneMatch="*")

    for condition in ({"IfNoneMatch": "*"}, {"IfMatch": '"a"'}):
        error = refusal(s3.copy_object, **copy_of(bucket, "copy"), **condition)
        assert (error["Status"], error["Code"]) == (412, "PreconditionFailed")
    s3.copy_object(**copy_of(bucket, "copy"), IfMatch=s3.head_object(Bucket=bucket, Key="copy")["ETag"])


def test_a_source_that_is_not_there_is_the_first_error(aws, bucket, refusal):
    options = {"Bucket": bucket, "Key": "a key", "CopySource": f"{bucket}/none", "IfNoneMatch": "*"}
    assert refusal(aws("s3").copy_object, **options)["Code"] == "NoSuchKey"


@pytest.mark.upstream
def test_unpatched_ministack_copies_without_a_change(unpatched_aws, unpatched_target, bucket_of, copy_of):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    unpatched_aws("s3").put_object(Bucket=bucket, Key="a key", Body=b"text")
    unpatched_aws("s3").copy_object(**copy_of(bucket, "a key"), IfNoneMatch="*")
