"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
"""

import pytest

KEY = "a key/é+%2F"


def named(listed):
    return [(item["Key"], item.get("ChecksumAlgorithm"), item.get("ChecksumType")) for item in listed]


def test_lists_name_algorithm_and_type(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key=KEY)
    s3.put_object(Bucket=unique_name, Key="z", ChecksumAlgorithm="SHA1")
    expected = [(KEY, ["CRC32"], "FULL_OBJECT"), ("z", ["SHA1"], "FULL_OBJECT")]
    assert named(s3.list_objects(Bucket=unique_name)["Contents"]) == expected
    assert named(s3.list_objects_v2(Bucket=unique_name)["Contents"]) == expected
    assert named(s3.list_object_versions(Bucket=unique_name)["Versions"]) == expected


def test_each_version_has_its_own(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key=KEY, ChecksumAlgorithm="SHA256")
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=unique_name, Key=KEY, ChecksumAlgorithm="SHA1")
    s3.delete_object(Bucket=unique_name, Key=KEY)

    listed = s3.list_object_versions(Bucket=unique_name)

    assert named(listed["Versions"]) == [(KEY, ["SHA1"], "FULL_OBJECT"), (KEY, ["SHA256"], "FULL_OBJECT")]
    assert named(listed["DeleteMarkers"]) == [(KEY, None, None)]


@pytest.mark.upstream
def test_unpatched_ministack_names_none(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key=KEY)
    assert named(unpatched_s3.list_objects(Bucket=unique_name)["Contents"]) == [(KEY, None, None)]
