"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html"""

import pytest


class Upload:
    """An upload of an object with the key ``key``."""

    def __init__(self, s3, bucket, *bodies):
        self.names = {"Bucket": bucket, "Key": "key"}
        self.names["UploadId"] = s3.create_multipart_upload(**self.names)["UploadId"]
        self.parts = [
            {"PartNumber": number, "ETag": s3.upload_part(**self.names, PartNumber=number, Body=body)["ETag"]}
            for number, body in enumerate(bodies, start=1)
        ]

    def completion(self, **options):
        return {**self.names, "MultipartUpload": {"Parts": self.parts}, **options}


@pytest.fixture
def bucket(aws, target, bucket_of):
    return bucket_of(aws, target)


def test_no_parts_small_parts_and_parts_in_another_order_are_refused(aws, bucket, refusal):
    s3 = aws("s3")
    upload = Upload(s3, bucket, b"data", b"data")
    no_parts = {"Status": 400, "Code": "InvalidRequest", "Message": "You must specify at least one part"}
    assert refusal(s3.complete_multipart_upload, **upload.names) == no_parts

    assert refusal(s3.complete_multipart_upload, **upload.completion()) == {
        "Status": 400,
        "Code": "EntityTooSmall",
        "Message": "Your proposed upload is smaller than the minimum allowed size",
        "ETag": "8d777f385d3dfec8815d20f7496026dc",
        "MinSizeAllowed": "5242880",
        "PartNumber": "1",
        "ProposedSize": "4",
    }

    upload.parts.reverse()
    assert refusal(s3.complete_multipart_upload, **upload.completion()) == {
        "Status": 400,
        "Code": "InvalidPartOrder",
        "Message": "The list of parts was not in ascending order. Parts must be ordered by part number.",
        "UploadId": upload.names["UploadId"],
    }
    upload.parts = [upload.parts[-1]] * 2
    assert refusal(s3.complete_multipart_upload, **upload.completion())["Code"] == "InvalidPartOrder"

    upload.parts = [{"PartNumber": 3, "ETag": '"a"'}]
    assert refusal(s3.complete_multipart_upload, **upload.completion())["Code"] == "InvalidPart"


def test_the_last_part_may_be_small(aws, bucket):
    s3 = aws("s3")
    s3.complete_multipart_upload(**Upload(s3, bucket, b"a" * 5 * 1024 * 1024, b"b").completion())
    assert s3.head_object(Bucket=bucket, Key="key")["ContentLength"] == 5 * 1024 * 1024 + 1


# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
def test_an_object_that_was_written_meanwhile_is_a_conflict(aws, bucket, refusal):
    s3 = aws("s3")
    before = s3.put_object(Bucket=bucket, Key="key", Body=b"text")["ETag"]
    upload = Upload(s3, bucket, b"data")
    etag = s3.put_object(Bucket=bucket, Key="key", Body=b"other")["ETag"]

    error = refusal(s3.complete_multipart_upload, **upload.completion(IfMatch=before))
    assert (error["Status"], error["Code"]) == (412, "PreconditionFailed")
    assert refusal(s3.complete_multipart_upload, **upload.completion(IfMatch=etag)) == {
        "Status": 409,
        "Code": "ConditionalRequestConflict",
        "Message": "The conditional request cannot succeed due to a conflicting operation against this resource.",
        "Condition": "If-Match",
        "Key": "key",
    }
    s3.complete_multipart_upload(**Upload(s3, bucket, b"data").completion(IfMatch=etag))


@pytest.mark.upstream
def test_unpatched_ministack_sorts_small_parts(unpatched_aws, unpatched_target, bucket_of):
    s3 = unpatched_aws("s3")
    upload = Upload(s3, bucket_of(unpatched_aws, unpatched_target), b"a", b"b")
    upload.parts.reverse()
    s3.complete_multipart_upload(**upload.completion())
