"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html"""

import pytest


def test_a_marker_is_an_upload_of_its_key(aws, target, bucket_of, refusal):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    first, second = (s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"] for key in ("a", "b"))

    page = s3.list_multipart_uploads(Bucket=bucket, KeyMarker="a", UploadIdMarker=first)
    assert [upload["UploadId"] for upload in page["Uploads"]] == [second]
    for marker in (second, "none"):
        assert refusal(s3.list_multipart_uploads, Bucket=bucket, KeyMarker="a", UploadIdMarker=marker) == {
            "Status": 400,
            "Code": "InvalidArgument",
            "Message": "Invalid uploadId marker",
            "ArgumentName": "upload-id-marker",
            "ArgumentValue": marker,
        }
    page = s3.list_multipart_uploads(Bucket=bucket, UploadIdMarker="none")
    assert (len(page["Uploads"]), page["UploadIdMarker"]) == (2, "")


def test_without_one_the_list_continues_after_the_key(aws, target, bucket_of):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    for key in ("a", "a", "b"):
        s3.create_multipart_upload(Bucket=bucket, Key=key)

    page = s3.list_multipart_uploads(Bucket=bucket, KeyMarker="a")
    assert [upload["Key"] for upload in page["Uploads"]] == ["b"]
    assert (page["KeyMarker"], page["UploadIdMarker"]) == ("a", "")


def test_a_bucket_that_is_not_there_has_no_list(aws, refusal):
    error = refusal(aws("s3").list_multipart_uploads, Bucket="none-of-these-buckets-is-there")
    assert (error["Status"], error["Code"]) == (404, "NoSuchBucket")


@pytest.mark.upstream
def test_unpatched_ministack_takes_any_marker(unpatched_aws, unpatched_target, bucket_of):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    unpatched_aws("s3").list_multipart_uploads(Bucket=bucket, KeyMarker="a", UploadIdMarker="none")
