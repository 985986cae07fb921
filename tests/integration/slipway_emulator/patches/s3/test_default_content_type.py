"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest


def content_type(s3, name, key="key"):
    return s3.head_object(Bucket=name, Key=key)["ContentType"]


def test_an_object_without_a_type_is_binary(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key")
    assert content_type(s3, unique_name) == "binary/octet-stream"


def test_so_is_that_of_a_multipart_upload(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    part = key | {"UploadId": s3.create_multipart_upload(**key)["UploadId"]}
    parts = [{"PartNumber": 1, "ETag": s3.upload_part(**part, PartNumber=1, Body=b"text")["ETag"]}]
    s3.complete_multipart_upload(**part, MultipartUpload={"Parts": parts})
    assert content_type(s3, unique_name) == "binary/octet-stream"


def test_a_copy_keeps_the_type_unless_the_metadata_is_replaced(s3, unique_name):
    source = {"Bucket": unique_name, "Key": "key"}
    s3.put_object(**source, ContentType="text/plain")

    s3.copy_object(Bucket=unique_name, Key="kept", CopySource=source)
    s3.copy_object(Bucket=unique_name, Key="replaced", CopySource=source, MetadataDirective="REPLACE")

    assert content_type(s3, unique_name, "kept") == "text/plain"
    assert content_type(s3, unique_name, "replaced") == "binary/octet-stream"


@pytest.mark.upstream
def test_unpatched_ministack_has_another_default(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="key")
    assert content_type(unpatched_s3, unique_name) == "application/octet-stream"
