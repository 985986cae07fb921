"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

CRC32C = "iqJrOQ=="  # of the body
BODY = b"this is a part"
NO_PART = (
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
    "entity tag may not match the part's entity tag."
)
NO_CHECKSUM = (
    "The upload was created using a crc32c checksum. The complete request must include the checksum for each part. It "
    "was missing for part 1 in the request."
)


def checksum(response):
    return {name: value for name, value in response.items() if name.startswith("Checksum")}


@pytest.fixture
def upload(s3, unique_name):
    """``upload(…)`` creates an upload with one part; returns what names it, and the part."""

    def create(**parameters):
        key = {"Bucket": unique_name, "Key": "key"}
        named = key | {"UploadId": s3.create_multipart_upload(**key, **parameters)["UploadId"]}
        part = s3.upload_part(**named, PartNumber=1, Body=BODY, ChecksumCRC32C=CRC32C)
        return named, {"PartNumber": 1, "ETag": part["ETag"]}

    return create


def complete(s3, named, part, **parameters):
    return s3.complete_multipart_upload(**named, MultipartUpload={"Parts": [part]}, **parameters)


def refusal(s3, named, part, **parameters):
    with pytest.raises(ClientError) as refused:
        complete(s3, named, part, **parameters)
    return refused.value.response["Error"]


def read(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    return [
        checksum(s3.head_object(**key, ChecksumMode="ENABLED")),
        checksum(s3.get_object(**key, ChecksumMode="ENABLED")),
        checksum(s3.get_object(**key, ChecksumMode="ENABLED", PartNumber=1)),
    ]


def test_a_composite_checksum_is_that_of_the_parts_checksums(s3, upload, unique_name):
    named, part = upload(ChecksumAlgorithm="CRC32C")
    composite = {"ChecksumCRC32C": "F9bAnw==-1", "ChecksumType": "COMPOSITE"}

    assert checksum(complete(s3, named, part | {"ChecksumCRC32C": CRC32C}, **composite)) == composite

    assert read(s3, unique_name) == [composite, composite, composite | {"ChecksumCRC32C": CRC32C}]


def test_one_of_the_full_object_is_that_of_its_bytes(s3, upload, unique_name):
    named, part = upload(ChecksumAlgorithm="CRC32C", ChecksumType="FULL_OBJECT")
    whole = {"ChecksumCRC32C": CRC32C, "ChecksumType": "FULL_OBJECT"}

    assert checksum(complete(s3, named, part, **whole)) == whole

    assert read(s3, unique_name) == [whole, whole, {}]
    assert checksum(complete(s3, named, part)) == whole  # again


def test_an_upload_without_an_algorithm_has_a_crc64nvme(s3, upload, unique_name):
    named, part = upload()
    answer = checksum(complete(s3, named, part, ChecksumCRC32C="F9bAnw==-2"))
    assert (set(answer), answer["ChecksumType"]) == ({"ChecksumCRC64NVME", "ChecksumType"}, "FULL_OBJECT")
    assert read(s3, unique_name) == [answer, answer, {}]


@pytest.mark.parametrize(
    ("created", "kind", "named_type"),
    [
        ({"ChecksumAlgorithm": "CRC32C"}, "COMPOSITE", "FULL_OBJECT"),
        ({"ChecksumAlgorithm": "CRC32C", "ChecksumType": "FULL_OBJECT"}, "FULL_OBJECT", "COMPOSITE"),
        ({}, "null", "COMPOSITE"),
    ],
)
def test_another_type_is_refused(s3, upload, created, kind, named_type):
    error = refusal(s3, *upload(**created), ChecksumType=named_type)
    assert (error["Code"], error["Message"]) == (
        "InvalidRequest",
        f"The upload was created using the {kind} checksum mode. The complete request must use the same checksum mode.",
    )


@pytest.mark.parametrize(
    "named",
    [
        {"ChecksumCRC32C": "AAAAAA==", "ChecksumType": "FULL_OBJECT"},
        {"ChecksumCRC32": "nG7pIA==", "ChecksumType": "FULL_OBJECT"},
        {"ChecksumCRC32C": "F9bAnw==-1"},
        {"ChecksumCRC32C": CRC32C},
    ],
)
def test_a_wrong_checksum_of_the_full_object_is_refused(s3, upload, named):
    error = refusal(s3, *upload(ChecksumAlgorithm="CRC32C", ChecksumType="FULL_OBJECT"), **named)
    assert (error["Code"], error["Message"]) == (
        "BadDigest",
        "The crc32c you specified did not match the calculated checksum.",
    )


def test_the_checksums_of_parts_are_compared(s3, upload):
    named, part = upload(ChecksumAlgorithm="CRC32C")
    members = {"UploadId": named["UploadId"], "PartNumber": "1", "ETag": part["ETag"].strip('"')}
    no_part = {"Code": "InvalidPart", "Message": NO_PART, **members}
    assert refusal(s3, named, part | {"ChecksumCRC32C": "AAAAAA=="}) == no_part
    assert refusal(s3, named, part | {"PartNumber": 2}) == no_part | {"PartNumber": "2"}
    assert refusal(s3, named, part | {"ETag": '"a"'}) == no_part | {"ETag": "a"}
    foreign = refusal(s3, named, part | {"ChecksumSHA256": "AAAA"})
    assert (foreign["Code"], foreign["Message"]) == (
        "BadDigest",
        "The sha256 you specified for part 1 did not match what we received.",
    )


def test_a_composite_checksum_needs_those_of_all_parts(s3, upload):
    error = refusal(s3, *upload(ChecksumAlgorithm="CRC32C"))
    assert (error["Code"], error["Message"]) == ("InvalidRequest", NO_CHECKSUM)


def test_without_an_algorithm_those_of_parts_name_no_part(s3, upload):
    named, part = upload()
    assert refusal(s3, named, part | {"ChecksumCRC32C": CRC32C})["Code"] == "InvalidPart"


@pytest.mark.upstream
def test_unpatched_ministack_has_no_checksum_of_an_upload_without_an_algorithm(unpatched_s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    named = key | {"UploadId": unpatched_s3.create_multipart_upload(**key)["UploadId"]}
    part = {"PartNumber": 1, "ETag": unpatched_s3.upload_part(**named, PartNumber=1, Body=BODY)["ETag"]}
    assert checksum(complete(unpatched_s3, named, part)) == {}
