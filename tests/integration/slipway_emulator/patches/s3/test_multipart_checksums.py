"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

UNSUPPORTED = (
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, "
    "CRC64NVME, SHA1, SHA256]"
)
CRC32C = {"ChecksumCRC32C": "Nks/tw=="}  # of abc


def checksum(response):
    return {name: value for name, value in response.items() if name.startswith("Checksum")}


@pytest.fixture
def start(s3, unique_name):
    """``start(…)`` creates an upload and returns the response, and what names it in other requests."""

    def create(**parameters):
        response = s3.create_multipart_upload(Bucket=unique_name, Key="key", **parameters)
        return response, {"Bucket": unique_name, "Key": "key", "UploadId": response["UploadId"]}

    return create


def refusal(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return refused.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    ("algorithm", "kind"),
    [("CRC32", "COMPOSITE"), ("CRC32C", "COMPOSITE"), ("SHA256", "COMPOSITE"), ("CRC64NVME", "FULL_OBJECT")],
)
def test_the_default_type_follows_from_the_algorithm(s3, start, unique_name, algorithm, kind):
    named = {"ChecksumAlgorithm": algorithm, "ChecksumType": kind}
    created, upload = start(ChecksumAlgorithm=algorithm)
    assert checksum(created) == named
    assert checksum(s3.list_parts(**upload)) == named
    (listed,) = s3.list_multipart_uploads(Bucket=unique_name)["Uploads"]
    assert {**checksum(listed), "ChecksumAlgorithm": listed["ChecksumAlgorithm"]} == named


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (
            {"ChecksumAlgorithm": "TEST"},
            UNSUPPORTED,
        ),
        (
            {"ChecksumType": "COMPOSITE"},
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
        ),
        (
            {"ChecksumType": "COMPOSITE", "ChecksumAlgorithm": "CRC64NVME"},
            "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.",
        ),
        (
            {"ChecksumType": "FULL_OBJECT", "ChecksumAlgorithm": "SHA1"},
            "The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.",
        ),
    ],
)
def test_what_an_upload_cannot_have(start, named, message):
    assert refusal(start, **named) == message


def test_parts_have_the_algorithm_of_the_upload(s3, start, unique_name):
    _, upload = start(ChecksumAlgorithm="CRC32C", ChecksumType="FULL_OBJECT")
    s3.put_object(Bucket=unique_name, Key="source", Body=b"this is a part")

    uploaded = s3.upload_part(**upload, PartNumber=1, Body=b"abc", **CRC32C)
    copied = s3.upload_part_copy(**upload, PartNumber=2, CopySource={"Bucket": unique_name, "Key": "source"})

    of_copy = {"ChecksumCRC32C": "iqJrOQ=="}
    assert (checksum(uploaded), checksum(copied["CopyPartResult"])) == (CRC32C, of_copy)
    listed = s3.list_parts(**upload)
    assert [checksum(part) for part in listed["Parts"]] == [CRC32C, of_copy]
    assert listed["NextPartNumberMarker"] == 2


def test_a_part_with_another_algorithm_is_refused(s3, start):
    _, upload = start(ChecksumAlgorithm="SHA256")
    message = refusal(s3.upload_part, **upload, PartNumber=1, Body=b"abc")
    assert message == "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32"


def test_an_upload_without_an_algorithm_checks_those_of_parts_and_keeps_none(s3, start):
    _, upload = start()
    assert checksum(s3.upload_part(**upload, PartNumber=1, Body=b"abc", **CRC32C)) == CRC32C
    assert checksum(s3.list_parts(**upload)["Parts"][0]) == {}
    wrong = refusal(s3.upload_part, **upload, PartNumber=1, Body=b"other", **CRC32C)
    assert wrong == "The CRC32C you specified did not match the calculated checksum."


@pytest.mark.upstream
def test_unpatched_ministack_has_composite_checksums_only(unpatched_s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    created = unpatched_s3.create_multipart_upload(**key, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    assert created["ChecksumType"] == "COMPOSITE"
