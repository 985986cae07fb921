"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest

SSE_S3 = "AES256"


def encryption(response):
    return response["ServerSideEncryption"], response.get("SSEKMSKeyId"), response.get("BucketKeyEnabled")


def encrypt(s3, name, **default):
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", **default}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})


def test_each_answer_names_the_encryption_that_every_bucket_has(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    assert encryption(s3.put_object(**key, Body=b"text")) == (SSE_S3, None, None)
    assert encryption(s3.get_object(**key)) == encryption(s3.head_object(**key)) == (SSE_S3, None, None)
    assert encryption(s3.copy_object(**key | {"Key": "copy"}, CopySource=key)) == (SSE_S3, None, None)

    upload = s3.create_multipart_upload(**key)
    part = key | {"UploadId": upload["UploadId"]}
    uploaded = s3.upload_part(**part, PartNumber=1, Body=b"text")
    parts = [{"PartNumber": 1, "ETag": uploaded["ETag"]}]
    done = s3.complete_multipart_upload(**part, MultipartUpload={"Parts": parts})

    assert [encryption(answer) for answer in (upload, uploaded, done)] == [(SSE_S3, None, None)] * 3


def test_the_buckets_key_is_answered_by_its_arn_and_with_its_bucket_key(s3, aws, unique_name):
    created = aws("kms").create_key()["KeyMetadata"]
    key = {"Bucket": unique_name, "Key": "key"}
    s3.put_object(**key | {"Key": "earlier"}, Body=b"text")
    encrypt(s3, unique_name, KMSMasterKeyID=created["KeyId"])

    assert encryption(s3.put_object(**key, Body=b"text")) == ("aws:kms", created["Arn"], True)

    assert encryption(s3.head_object(**key)) == ("aws:kms", created["Arn"], True)
    assert encryption(s3.head_object(**key | {"Key": "earlier"})) == (SSE_S3, None, None)


def test_a_request_decides_and_a_copy_does_not_take_its_sources_key(s3, aws, unique_name):
    created = aws("kms").create_key()["KeyMetadata"]
    source, copy = ({"Bucket": unique_name, "Key": name} for name in ("key", "copy"))
    named = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": created["KeyId"]}

    assert encryption(s3.put_object(**source, **named, BucketKeyEnabled=True)) == ("aws:kms", created["Arn"], True)
    assert encryption(s3.put_object(**copy, **named)) == ("aws:kms", created["Arn"], None)

    assert encryption(s3.copy_object(**copy, CopySource=source)) == (SSE_S3, None, None)
    assert encryption(s3.head_object(**copy)) == (SSE_S3, None, None)


def test_without_a_key_that_of_aws_is_used(s3, aws, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    by_request = encryption(s3.put_object(**key, ServerSideEncryption="aws:kms"))
    encrypt(s3, unique_name)

    managed = aws("kms").describe_key(KeyId="alias/aws/s3")["KeyMetadata"]

    assert by_request == ("aws:kms", managed["Arn"], None)
    assert encryption(s3.put_object(**key)) == ("aws:kms", managed["Arn"], True)
    assert managed["KeyManager"] == "AWS"


# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingDSSEncryption.html
def test_two_layers_of_encryption_have_a_key_and_no_bucket_key(s3, aws, unique_name):
    created, dsse = aws("kms").create_key()["KeyMetadata"], "aws:kms:dsse"
    key = {"Bucket": unique_name, "Key": "key"}
    algorithm, used, bucket_key = encryption(s3.put_object(**key, ServerSideEncryption=dsse, BucketKeyEnabled=True))
    assert (algorithm, ":key/" in used, bucket_key) == (dsse, True, None)
    named = s3.put_object(**key, ServerSideEncryption=dsse, SSEKMSKeyId=created["KeyId"])
    assert encryption(named) == encryption(s3.head_object(**key)) == (dsse, created["Arn"], None)

    encrypt(s3, unique_name, SSEAlgorithm=dsse, KMSMasterKeyID=created["KeyId"])
    assert encryption(s3.put_object(**key)) == encryption(s3.get_object(**key)) == (dsse, created["Arn"], None)


@pytest.mark.upstream
def test_unpatched_ministack_names_no_encryption(unpatched_s3, unique_name):
    assert "ServerSideEncryption" not in unpatched_s3.put_object(Bucket=unique_name, Key="key")
