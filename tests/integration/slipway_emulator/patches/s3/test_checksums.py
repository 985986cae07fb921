"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import hashlib

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

DATA = b"test data.."
CRC64NVME = {"ChecksumCRC64NVME": "qUVrWYOrIAM=", "ChecksumType": "FULL_OBJECT"}
SHA256 = {"ChecksumSHA256": "2l26x0trnT0r2AvakoFk2MB7eKVKzYESLMxSAKAzoik=", "ChecksumType": "FULL_OBJECT"}

NO_CHECKSUM = (
    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."
)


def checksum(response):
    return {name: value for name, value in response.items() if name.startswith("Checksum")}


@pytest.fixture
def plain_s3(s3, target):
    """A client that sends no checksum that isn't required; the bucket is there."""
    return target.client("s3", Config(request_checksum_calculation="when_required"))


def test_an_object_without_a_checksum_gets_one(plain_s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    assert checksum(plain_s3.put_object(**key, Body=DATA)) == CRC64NVME
    assert checksum(plain_s3.head_object(**key)) == {}
    assert checksum(plain_s3.head_object(**key, ChecksumMode="ENABLED")) == CRC64NVME
    attributes = plain_s3.get_object_attributes(**key, ObjectAttributes=["Checksum"])
    assert attributes["Checksum"] == CRC64NVME


def test_the_checksum_that_was_sent_is_kept(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    assert checksum(s3.put_object(**key, Body=DATA, ChecksumSHA256=SHA256["ChecksumSHA256"])) == SHA256
    assert checksum(s3.get_object(**key, ChecksumMode="ENABLED")) == SHA256


def test_the_crc32_of_the_sdk_is_answered(s3, unique_name):
    answer = s3.put_object(Bucket=unique_name, Key="key", Body=b"this is a part")
    assert checksum(answer) == {"ChecksumCRC32": "nG7pIA==", "ChecksumType": "FULL_OBJECT"}


@pytest.mark.parametrize(
    ("named", "code", "message"),
    [
        ({"ChecksumSHA256": "abc"}, "InvalidRequest", "Value for x-amz-checksum-sha256 header is invalid."),
        (
            {"ChecksumCRC32C": "AAAAAA=="},
            "BadDigest",
            "The CRC32C you specified did not match the calculated checksum.",
        ),
        (
            {"ChecksumCRC64NVME": "AAAAAAAAAAA="},
            "BadDigest",
            "The CRC64NVME you specified did not match the calculated checksum.",
        ),
        (
            {"ChecksumSHA256": SHA256["ChecksumSHA256"], "ChecksumCRC64NVME": CRC64NVME["ChecksumCRC64NVME"]},
            "InvalidRequest",
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        ),
    ],
)
def test_a_wrong_checksum_is_refused(s3, unique_name, named, code, message):
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=unique_name, Key="key", Body=DATA, **named)
    error = refused.value.response["Error"]
    assert (error["Code"], error["Message"]) == (code, message)
    assert "Contents" not in s3.list_objects_v2(Bucket=unique_name)


@pytest.fixture
def with_headers(plain_s3, unique_name):
    """``with_headers(operation, headers, …)`` calls an operation with these headers more."""

    def call(operation, headers, **parameters):
        def add(params, **_):
            params["headers"].update(headers)

        plain_s3.meta.events.register("before-call.s3", add, unique_id=unique_name)
        try:
            return getattr(plain_s3, operation)(Bucket=unique_name, Key="key", **parameters)
        finally:
            plain_s3.meta.events.unregister("before-call.s3", unique_id=unique_name)

    return call


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (
            {"x-amz-sdk-checksum-algorithm": "SHA256"},
            NO_CHECKSUM,
        ),
        (
            {"x-amz-sdk-checksum-algorithm": "SHA1", "x-amz-checksum-sha256": SHA256["ChecksumSHA256"]},
            "Value for x-amz-sdk-checksum-algorithm header is invalid.",
        ),
        ({"x-amz-sdk-checksum-algorithm": "OTHER"}, "Value for x-amz-sdk-checksum-algorithm header is invalid."),
    ],
)
def test_an_algorithm_needs_its_checksum(plain_s3, unique_name, refusal, with_headers, headers, message):
    expected = {"Status": 400, "Code": "InvalidRequest", "Message": message}
    assert refusal(with_headers, operation="put_object", headers=headers, Body=DATA) == expected
    upload = plain_s3.create_multipart_upload(Bucket=unique_name, Key="key")["UploadId"]
    part = {"operation": "upload_part", "Body": DATA, "PartNumber": 1, "UploadId": upload}
    assert refusal(with_headers, headers=headers, **part) == expected


@pytest.mark.parametrize("algorithm", ["XXHASH3", "XXHASH64", "XXHASH128"])
def test_an_algorithm_that_is_not_computed_is_refused(plain_s3, unique_name, refusal, with_headers, algorithm):
    others = "CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512, MD5"
    message = f"The local AWS doesn't compute {algorithm}. Use one of {others}."
    expected = {"Status": 400, "Code": "InvalidRequest", "Message": message}
    for headers in ({"x-amz-sdk-checksum-algorithm": algorithm}, {f"x-amz-checksum-{algorithm.lower()}": "AAAA"}):
        assert refusal(with_headers, operation="put_object", headers=headers, Body=DATA) == expected
    source = {"Bucket": unique_name, "Key": "key"}
    plain_s3.put_object(**source, Body=DATA)
    copy = {"Bucket": unique_name, "Key": "copy", "CopySource": source, "ChecksumAlgorithm": algorithm}
    assert refusal(plain_s3.copy_object, **copy) == expected


def test_a_copy_has_the_algorithm_of_its_source_or_the_one_that_is_named(plain_s3, unique_name):
    source = {"Bucket": unique_name, "Key": "key"}
    plain_s3.put_object(**source, Body=DATA)

    kept = plain_s3.copy_object(Bucket=unique_name, Key="kept", CopySource=source)
    named = plain_s3.copy_object(Bucket=unique_name, Key="named", CopySource=source, ChecksumAlgorithm="SHA256")

    assert (checksum(kept["CopyObjectResult"]), checksum(named["CopyObjectResult"])) == (CRC64NVME, SHA256)
    assert checksum(plain_s3.head_object(Bucket=unique_name, Key="named", ChecksumMode="ENABLED")) == SHA256


def test_a_copy_of_an_upload_in_parts_has_one_checksum_and_the_etag_of_its_body(plain_s3, unique_name):
    source = {"Bucket": unique_name, "Key": "key"}
    upload = source | {"UploadId": plain_s3.create_multipart_upload(**source, ChecksumAlgorithm="SHA256")["UploadId"]}
    part = plain_s3.upload_part(**upload, PartNumber=1, Body=DATA, ChecksumAlgorithm="SHA256")
    parts = [{"PartNumber": 1, "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]}]
    plain_s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})

    copied = plain_s3.copy_object(Bucket=unique_name, Key="copy", CopySource=source)["CopyObjectResult"]

    assert checksum(copied) == SHA256
    assert copied["ETag"] == f'"{hashlib.md5(DATA, usedforsecurity=False).hexdigest()}"'
    assert plain_s3.head_object(Bucket=unique_name, Key="copy")["ETag"] == copied["ETag"]


def test_versions_keep_theirs(plain_s3, unique_name):
    plain_s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    version = plain_s3.put_object(Bucket=unique_name, Key="key", Body=DATA)["VersionId"]
    plain_s3.put_object(Bucket=unique_name, Key="key", Body=b"later")
    read = plain_s3.head_object(Bucket=unique_name, Key="key", VersionId=version, ChecksumMode="ENABLED")
    assert checksum(read) == CRC64NVME


@pytest.mark.upstream
def test_unpatched_ministack_answers_no_checksum(unpatched_s3, unique_name):
    assert checksum(unpatched_s3.put_object(Bucket=unique_name, Key="key", Body=DATA)) == {}
