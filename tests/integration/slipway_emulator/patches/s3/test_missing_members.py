"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
"""

import pytest


def test_a_new_bucket_has_an_arn(aws, target, unique_name):
    region = {"LocationConstraint": target.region}
    answer = aws("s3").create_bucket(Bucket=unique_name, CreateBucketConfiguration=region)
    assert answer["BucketArn"] == f"arn:aws:s3:::{unique_name}"


def test_tags_are_counted(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    s3.put_object(**key, Tagging="a=1&b=2")
    s3.put_object(Bucket=unique_name, Key="other")
    assert s3.head_object(**key)["TagCount"] == s3.get_object(**key)["TagCount"] == 2
    assert "TagCount" not in s3.head_object(Bucket=unique_name, Key="other")


def test_those_of_the_version(s3, unique_name):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    key = {"Bucket": unique_name, "Key": "key"}
    first = s3.put_object(**key, Tagging="a=1")["VersionId"]
    s3.put_object(**key)
    assert s3.head_object(**key, VersionId=first)["TagCount"] == 1
    assert "TagCount" not in s3.head_object(**key)


def test_the_key_is_encoded_in_the_location_of_an_upload(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "a/é b"}
    named = key | {"UploadId": s3.create_multipart_upload(**key)["UploadId"]}
    part = {"PartNumber": 1, "ETag": s3.upload_part(**named, PartNumber=1, Body=b"text")["ETag"]}
    answer = s3.complete_multipart_upload(**named, MultipartUpload={"Parts": [part]})
    assert answer["Location"].endswith(f"/{unique_name}/a%2F%C3%A9+b")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_count_tags(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="key", Tagging="a=1")
    assert "TagCount" not in unpatched_s3.head_object(Bucket=unique_name, Key="key")
