"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_name

S3 = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def _allow(action, key, **condition):
    return {"Effect": "Allow", "Action": f"kms:{action}", "Resource": key, "Condition": condition}


def _needs(action, call, **parameters):
    with pytest.raises(ClientError, match=f"AccessDenied.*not authorized to perform: kms:{action} on resource"):
        call(**parameters)


@pytest.fixture(scope="module")
def key(aws):
    """The ARN of a key with the default policy."""
    return aws("kms").create_key()["KeyMetadata"]["Arn"]


@pytest.fixture(scope="module")
def bucket(aws, target, key):
    """A versioned bucket whose objects are encrypted with the key by default."""
    name, s3 = make_name(), aws("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": default}]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    return name


@pytest.fixture
def object_(aws, bucket):
    """An object that is encrypted with the key."""
    name = make_name()
    return {"Bucket": bucket, "Key": name}, aws("s3").put_object(Bucket=bucket, Key=name, Body=b"a")["VersionId"]


def test_writing_needs_to_generate_a_data_key(aws, target, assume, s3, unique_name, bucket, key):
    none = assume(aws, target, S3)[1]("s3")
    named = {"Bucket": unique_name, "Key": "a", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    _needs("GenerateDataKey", none.put_object, **named)
    _needs("GenerateDataKey", none.put_object, Bucket=bucket, Key="a")
    _needs("GenerateDataKey", none.create_multipart_upload, Bucket=bucket, Key="a")
    writer = assume(aws, target, S3, _allow("GenerateDataKey", key))[1]("s3")
    writer.put_object(**named)
    writer.put_object(Bucket=bucket, Key="a")
    _needs("Decrypt", writer.get_object, Bucket=bucket, Key="a")


def test_reading_needs_to_decrypt(aws, target, assume, object_, key):
    place, version = object_
    none, reader = (assume(aws, target, S3, *more)[1]("s3") for more in ([], [_allow("Decrypt", key)]))
    for call in ({}, {"VersionId": version}):
        _needs("Decrypt", none.get_object, **place, **call)
        assert reader.get_object(**place, **call)["Body"].read() == b"a"
    none.head_object(**place)


def test_a_copy_needs_the_keys_of_the_source_and_of_the_copy(aws, target, assume, s3, unique_name, object_, key):
    place, version = object_
    source = {**place, "VersionId": version}
    reader = assume(aws, target, S3, _allow("Decrypt", key))[1]("s3")
    reader.copy_object(Bucket=unique_name, Key="a", CopySource=source)
    _needs("GenerateDataKey", reader.copy_object, Bucket=place["Bucket"], Key="a", CopySource=source)
    writer = assume(aws, target, S3, _allow("GenerateDataKey", key))[1]("s3")
    _needs("Decrypt", writer.copy_object, Bucket=unique_name, Key="a", CopySource=source)


def test_the_parts_of_an_upload_need_to_decrypt(aws, target, assume, bucket, key):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions"""
    place = {"Bucket": bucket, "Key": "upload"}
    starter = assume(aws, target, S3, _allow("GenerateDataKey", key))[1]("s3")
    upload = starter.create_multipart_upload(**place)["UploadId"]
    _needs("Decrypt", starter.upload_part, **place, UploadId=upload, PartNumber=1, Body=b"a")
    _needs("Decrypt", starter.complete_multipart_upload, **place, UploadId=upload)
    both = assume(aws, target, S3, _allow("Decrypt", key), _allow("GenerateDataKey", key))[1]("s3")
    etag = both.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"a")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    both.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)


def test_a_key_may_be_limited_to_s3_and_to_an_object(aws, target, assume, bucket, key):
    """https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html"""
    condition = {
        "kms:ViaService": f"s3.{target.region}.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{bucket}/one",
    }
    client = assume(aws, target, S3, _allow("GenerateDataKey", key, StringEquals=condition))[1]
    client("s3").put_object(Bucket=bucket, Key="one")
    _needs("GenerateDataKey", client("s3").put_object, Bucket=bucket, Key="other")
    with pytest.raises(ClientError, match="AccessDenied"):
        client("kms").generate_data_key(KeyId=key, KeySpec="AES_256")


def test_the_policy_of_the_key_decides_too(aws, target, assume, s3, unique_name):
    root = {"AWS": f"arn:aws:iam::{target.access_key_id}:root"}
    role, client = assume(aws, target, S3)
    allow = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    statements = [{**allow, "Principal": root}, {**allow, "Principal": {"AWS": role}, "Action": "kms:GenerateDataKey"}]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    own = aws("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]
    place = {"Bucket": unique_name, "Key": "a"}
    client("s3").put_object(**place, ServerSideEncryption="aws:kms", SSEKMSKeyId=own)
    _needs("Decrypt", client("s3").get_object, **place)


def test_the_key_of_s3_needs_no_permission(aws, target, assume, s3, unique_name):
    client = assume(aws, target, S3)[1]("s3")
    for sse in ({"ServerSideEncryption": "aws:kms"}, {"ServerSideEncryption": "AES256"}):
        client.put_object(Bucket=unique_name, Key="a", **sse)
        client.get_object(Bucket=unique_name, Key="a")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_ask_for_the_key(
    unpatched_aws, unpatched_target, assume, unpatched_s3, unique_name
):
    key = unpatched_aws("kms").create_key()["KeyMetadata"]["Arn"]
    client = assume(unpatched_aws, unpatched_target, S3)[1]("s3")
    client.put_object(Bucket=unique_name, Key="a", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
