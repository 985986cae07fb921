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
    assert len(s3.list_multipart_uploads(Bucket=bucket, UploadIdMarker="none")["Uploads"]) == 2


@pytest.mark.upstream
def test_unpatched_ministack_takes_any_marker(unpatched_aws, unpatched_target, bucket_of):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    unpatched_aws("s3").list_multipart_uploads(Bucket=bucket, KeyMarker="a", UploadIdMarker="none")
