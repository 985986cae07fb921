"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html"""

import pytest


def test_a_page_has_at_most_1000_elements(aws, target, bucket_of):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    upload = {"Bucket": bucket, "Key": "key"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]

    assert s3.list_parts(**upload, MaxParts=5000)["MaxParts"] == 1000
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"] == 1000
    assert s3.list_multipart_uploads(Bucket=bucket, MaxUploads=5000)["MaxUploads"] == 1000
    assert s3.list_multipart_uploads(Bucket=bucket, MaxUploads=1)["MaxUploads"] == 1


def test_an_empty_number_is_1000(aws, target, bucket_of, by_virtual_host):
    response = by_virtual_host(target, bucket_of(aws, target), "GET", "/?max-keys=")
    assert (response.status_code, "<MaxKeys>1000</MaxKeys>" in response.text) == (200, True)


def test_a_text_without_a_number_is_refused(aws, target, bucket_of, by_virtual_host):
    response = by_virtual_host(target, bucket_of(aws, target), "GET", "/?max-keys=a")
    assert (response.status_code, "<Code>InvalidArgument</Code>" in response.text) == (400, True)


@pytest.mark.upstream
def test_unpatched_ministack_returns_any_number(unpatched_aws, unpatched_target, bucket_of):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    assert unpatched_aws("s3").list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"] == 5000
