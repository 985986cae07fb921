"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

BODY = b"0123456789"


def read(s3, name, value, **parameters):
    response = s3.get_object(Bucket=name, Key="key", Range=value, ChecksumMode="ENABLED", **parameters)
    status = response["ResponseMetadata"]["HTTPStatusCode"]
    return status, response["Body"].read(), response.get("ContentRange"), "ChecksumCRC32" in response


@pytest.mark.parametrize("value", ["bytes=1-0", "bytes=-1-", "bytes=0--1", "bytes=0-1,3-4,7-9", "0-1", "bytes=-"])
def test_an_invalid_range_is_ignored(s3, unique_name, value):
    s3.put_object(Bucket=unique_name, Key="key", Body=BODY)
    assert read(s3, unique_name, value) == (200, BODY, None, True)


def test_a_part_has_no_checksum_and_the_whole_has_its_own(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key", Body=BODY)
    assert read(s3, unique_name, "bytes=0-8") == (206, b"012345678", "bytes 0-8/10", False)
    assert read(s3, unique_name, "bytes=-2") == (206, b"89", "bytes 8-9/10", False)
    assert read(s3, unique_name, "bytes=0-100") == (206, BODY, "bytes 0-9/10", True)
    assert read(s3, unique_name, "bytes=-15") == (206, BODY, "bytes 0-9/10", True)


def test_a_range_of_a_version_is_a_part_of_it(s3, unique_name):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=unique_name, Key="key", Body=BODY)["VersionId"]
    s3.put_object(Bucket=unique_name, Key="key", Body=b"later")
    assert read(s3, unique_name, "bytes=2-3", VersionId=version) == (206, b"23", "bytes 2-3/10", False)


@pytest.mark.parametrize("value", ["bytes=-0", "bytes=100-200"])
def test_a_range_outside_of_the_object_is_refused(s3, unique_name, value):
    s3.put_object(Bucket=unique_name, Key="key", Body=BODY)

    with pytest.raises(ClientError) as refused:
        read(s3, unique_name, value)

    error = refused.value.response["Error"]
    assert (error["Code"], error["RangeRequested"], error["ActualObjectSize"]) == ("InvalidRange", value, "10")


def test_head_object_has_the_length_of_the_range(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    s3.put_object(**key, Body=BODY, Tagging="a=b")
    ranged = s3.head_object(**key, Range="bytes=2-4")
    assert ranged["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert (ranged["ContentLength"], ranged["ContentRange"], ranged["TagCount"]) == (3, "bytes 2-4/10", 1)
    assert s3.head_object(**key, Range="bytes=4-2")["ContentLength"] == 10
    with pytest.raises(ClientError, match="416"):
        s3.head_object(**key, Range="bytes=10-")


@pytest.mark.upstream
def test_unpatched_ministack_refuses_an_invalid_range(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="key", Body=BODY)
    with pytest.raises(ClientError):
        read(unpatched_s3, unique_name, "bytes=1-0")
