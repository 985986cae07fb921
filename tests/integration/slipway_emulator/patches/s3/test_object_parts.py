"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html.

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

FIRST, SECOND = b"a" * 5 * 1024 * 1024, b"text"


@pytest.fixture
def key(unique_name):
    return {"Bucket": unique_name, "Key": "key"}


def upload(s3, key, *bodies, **options):
    """Upload an object in parts; return its version, if it has one."""
    named = key | {"UploadId": s3.create_multipart_upload(**key, **options)["UploadId"]}
    parts = []
    for number, body in enumerate(bodies, start=1):
        uploaded = s3.upload_part(**named, PartNumber=number, Body=body)
        checksums = {name: value for name, value in uploaded.items() if name.startswith("Checksum") and options}
        parts.append({"PartNumber": number, "ETag": uploaded["ETag"], **checksums})
    return s3.complete_multipart_upload(**named, MultipartUpload={"Parts": parts}).get("VersionId")


def place(response):
    """Return the status of a response, its length, its range and the number of parts."""
    status = response["ResponseMetadata"]["HTTPStatusCode"]
    return status, response["ContentLength"], response.get("ContentRange"), response.get("PartsCount")


def test_a_part_has_its_place_in_the_object(s3, key):
    s3.put_bucket_versioning(Bucket=key["Bucket"], VersioningConfiguration={"Status": "Enabled"})
    version = upload(s3, key, FIRST, SECOND, ChecksumAlgorithm="CRC32")
    s3.put_object(**key, Body=b"later")
    named = {**key, "VersionId": version, "ChecksumMode": "ENABLED"}

    head, get = (read(**named, PartNumber=2) for read in (s3.head_object, s3.get_object))
    assert place(head) == place(get) == (206, 4, "bytes 5242880-5242883/5242884", 2)
    assert get["Body"].read() == SECOND
    assert head["ChecksumCRC32"] == get["ChecksumCRC32"] == "O4unxw=="
    assert place(s3.head_object(**named, PartNumber=1)) == (206, len(FIRST), "bytes 0-5242879/5242884", 2)
    assert place(s3.head_object(**named)) == (200, len(FIRST + SECOND), None, None)


def test_an_object_that_was_not_uploaded_in_parts_is_part_1(s3, key):
    s3.put_object(**key, Body=SECOND)
    for read in (s3.head_object, s3.get_object):
        found = read(**key, PartNumber=1, ChecksumMode="ENABLED")
        assert place(found) == (206, 4, "bytes 0-3/4", None)
        assert found["ChecksumType"] == "FULL_OBJECT"

    s3.put_object(**key, Body=b"")
    assert place(s3.head_object(**key, PartNumber=1)) == (200, 0, None, None)


def test_a_part_that_is_not_there_is_refused(s3, key, refusal):
    no_part = {
        "Status": 416,
        "Code": "InvalidPartNumber",
        "Message": "The requested partnumber is not satisfiable",
        "PartNumberRequested": "2",
        "ActualPartCount": "1",
    }
    s3.put_object(**key, Body=SECOND)
    assert refusal(s3.get_object, **key, PartNumber=2) == no_part
    with pytest.raises(ClientError, match="416"):
        s3.head_object(**key, PartNumber=2)

    upload(s3, key, SECOND)
    assert refusal(s3.get_object, **key, PartNumber=2) == no_part


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_part_of_head_object(unpatched_s3, key):
    upload(unpatched_s3, key, FIRST, SECOND)
    assert place(unpatched_s3.head_object(**key, PartNumber=2))[:2] == (200, len(FIRST + SECOND))
