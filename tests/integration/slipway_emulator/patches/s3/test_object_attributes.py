"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest

ALL = ["Checksum", "ETag", "ObjectParts", "ObjectSize", "StorageClass"]
CRC32C = {"ChecksumCRC32C": "iqJrOQ=="}  # of the body
BODY = b"this is a part"


def attributes(s3, name, **parameters):
    response = s3.get_object_attributes(Bucket=name, Key="key", **{"ObjectAttributes": ALL} | parameters)
    return {key: value for key, value in response.items() if key in ALL}


def upload(s3, name, kind):
    key = {"Bucket": name, "Key": "key"}
    created = s3.create_multipart_upload(**key, ChecksumAlgorithm="CRC32C", ChecksumType=kind)
    named = key | {"UploadId": created["UploadId"]}
    part = {"PartNumber": 1, "ETag": s3.upload_part(**named, PartNumber=1, Body=BODY, **CRC32C)["ETag"], **CRC32C}
    s3.complete_multipart_upload(**named, MultipartUpload={"Parts": [part]})


def test_an_object_that_was_put_has_no_parts_and_a_storage_class(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key", Body=BODY)
    found = attributes(s3, unique_name)
    assert found.pop("Checksum") == {"ChecksumCRC32": "nG7pIA==", "ChecksumType": "FULL_OBJECT"}
    assert found == {"ETag": "11df95d595559285eb2b042124e74f09", "ObjectSize": 14, "StorageClass": "STANDARD"}
    for name in ("ObjectSize", "StorageClass"):
        assert attributes(s3, unique_name, ObjectAttributes=[name]) == {name: found[name]}


def test_parts_are_listed_if_the_checksum_is_composite(s3, unique_name):
    upload(s3, unique_name, "COMPOSITE")
    found = attributes(s3, unique_name)
    assert found["Checksum"] == {"ChecksumCRC32C": "F9bAnw==", "ChecksumType": "COMPOSITE"}
    page = {"IsTruncated": False, "MaxParts": 1000, "NextPartNumberMarker": 1, "PartNumberMarker": 0}
    parts = [{"PartNumber": 1, "Size": 14, **CRC32C}]
    assert found["ObjectParts"] == {**page, "Parts": parts, "TotalPartsCount": 1}


def test_else_they_are_counted(s3, unique_name):
    upload(s3, unique_name, "FULL_OBJECT")
    found = attributes(s3, unique_name)
    assert (found["Checksum"], found["ObjectParts"]) == (
        {**CRC32C, "ChecksumType": "FULL_OBJECT"},
        {"TotalPartsCount": 1},
    )


@pytest.mark.upstream
def test_unpatched_ministack_lists_the_parts_of_every_object(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="key", Body=BODY)
    assert "ObjectParts" in attributes(unpatched_s3, unique_name)
