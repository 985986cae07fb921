"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html"""

import pytest

NAMES = {"Key": "key"}


@pytest.fixture
def bucket(aws, target, bucket_of):
    """A bucket that allows ACLs, for groups too."""
    name = bucket_of(aws, target, ObjectOwnership="ObjectWriter", ObjectLockEnabledForBucket=True)
    aws("s3").delete_public_access_block(Bucket=name)
    return name


def upload(s3, bucket, **options):
    names = {"Bucket": bucket, **NAMES}
    identifier = s3.create_multipart_upload(**names, **options)["UploadId"]
    part = s3.upload_part(**names, UploadId=identifier, PartNumber=1, Body=b"text")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(**names, UploadId=identifier, MultipartUpload=parts)


def settings(s3, bucket):
    names = {"Bucket": bucket, **NAMES}
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_object_tagging(**names)["TagSet"]}
    return tags, [grant["Permission"] for grant in s3.get_object_acl(**names)["Grants"]]


def test_an_uploaded_object_has_what_its_upload_was_created_with(aws, bucket):
    s3 = aws("s3")
    upload(s3, bucket, Tagging="a=b&c=", ACL="public-read-write", ObjectLockLegalHoldStatus="ON")
    assert settings(s3, bucket) == ({"a": "b", "c": ""}, ["FULL_CONTROL", "READ", "WRITE"])
    assert s3.get_object_legal_hold(Bucket=bucket, **NAMES)["LegalHold"] == {"Status": "ON"}

    upload(s3, bucket, GrantRead="uri=http://acs.amazonaws.com/groups/global/AllUsers")
    assert settings(s3, bucket) == ({}, ["READ"])


@pytest.mark.parametrize("is_upload", [False, True])
def test_a_new_object_has_nothing_of_the_replaced_one(aws, target, bucket_of, is_upload):
    s3, bucket = aws("s3"), bucket_of(aws, target, ObjectOwnership="ObjectWriter")
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_object(Bucket=bucket, **NAMES, Tagging="a=b", ACL="public-read")
    assert settings(s3, bucket) == ({"a": "b"}, ["FULL_CONTROL", "READ"])

    if is_upload:
        upload(s3, bucket)
    else:
        s3.put_object(Bucket=bucket, **NAMES)

    assert settings(s3, bucket) == ({}, ["FULL_CONTROL"])


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_tags_of_an_upload(unpatched_aws, unpatched_target, bucket_of):
    s3, bucket = unpatched_aws("s3"), bucket_of(unpatched_aws, unpatched_target)
    upload(s3, bucket, Tagging="a=b")
    assert settings(s3, bucket)[0] == {}
