"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"""

import json
from dataclasses import replace

import pytest
import requests
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_name

FUTURE = "2099-01-01T00:00:00Z"
ALL = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def _allow(action="s3:PutObject", **condition):
    return {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}


def _deny(action="s3:PutObject", **condition):
    return {**_allow(action, **condition), "Effect": "Deny"}


def _denied(call, **parameters):
    with pytest.raises(ClientError, match="AccessDenied"):
        call(**parameters)


REQUESTS = {
    "s3:x-amz-storage-class": ("STANDARD_IA", {"StorageClass": "STANDARD_IA"}, {"StorageClass": "GLACIER"}),
    "s3:x-amz-acl": ("private", {"ACL": "private"}, {"ACL": "bucket-owner-read"}),
    "s3:x-amz-server-side-encryption": ("AES256", {"ServerSideEncryption": "AES256"}, {}),
    "s3:x-amz-server-side-encryption-aws-kms-key-id": (
        "alias/aws/s3",
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/aws/s3"},
        {"ServerSideEncryption": "aws:kms"},
    ),
    "s3:x-amz-website-redirect-location": (
        "/a",
        {"WebsiteRedirectLocation": "/a"},
        {"WebsiteRedirectLocation": "/b"},
    ),
    "s3:if-none-match": ("*", {"IfNoneMatch": "*"}, {}),
    "s3:RequestObjectTag/Class": ("open", {"Tagging": "Class=open&b=c"}, {"Tagging": "Class=secret"}),
    "s3:object-lock-mode": (
        "GOVERNANCE",
        {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": FUTURE},
        {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": FUTURE},
    ),
    "s3:object-lock-legal-hold": ("OFF", {"ObjectLockLegalHoldStatus": "OFF"}, {"ObjectLockLegalHoldStatus": "ON"}),
}


@pytest.fixture(scope="module")
def locked(aws, target):
    """A bucket that has ACLs and Object Lock."""
    name = make_name()
    location = {"LocationConstraint": target.region}
    aws("s3").create_bucket(
        Bucket=name,
        CreateBucketConfiguration=location,
        ObjectLockEnabledForBucket=True,
        ObjectOwnership="BucketOwnerPreferred",
    )
    return name


# PutObjectTagging and the like, which some of the requests need too.
OTHERS = {"Effect": "Allow", "NotAction": "s3:PutObject", "Resource": "*"}


@pytest.mark.parametrize("key", REQUESTS)
def test_an_object_may_be_put_with_the_header_of_the_condition_alone(key, aws, target, assume, locked):
    value, right, wrong = REQUESTS[key]
    client = assume(aws, target, OTHERS, _allow(StringEquals={key: value}))[1]("s3")
    _denied(client.put_object, Bucket=locked, Key=key, **wrong)
    client.put_object(Bucket=locked, Key=key, **right)


def test_an_object_may_be_put_with_the_tag_keys_of_the_condition_alone(aws, target, assume, s3, unique_name):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html"""
    condition = {"ForAllValues:StringLike": {"s3:RequestObjectTagKeys": ["Owner", "Creation*"]}}
    client = assume(aws, target, OTHERS, _allow(**condition))[1]("s3")
    client.put_object(Bucket=unique_name, Key="a", Tagging="Owner=a&CreationDate=b")
    _denied(client.put_object, Bucket=unique_name, Key="a", Tagging="Owner=a&Class=b")


def test_another_account_needs_the_header_of_the_condition(aws, target, s3, unique_name):
    """The condition of a bucket policy alone decides for another account."""
    other = replace(target, access_key_id="210987654321").client("s3")
    statement = _allow(StringEquals={"s3:x-amz-storage-class": "STANDARD_IA"})
    statement |= {"Principal": {"AWS": "210987654321"}, "Resource": f"arn:aws:s3:::{unique_name}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    s3.put_bucket_policy(Bucket=unique_name, Policy=policy)
    _denied(other.put_object, Bucket=unique_name, Key="a")
    other.put_object(Bucket=unique_name, Key="a", StorageClass="STANDARD_IA")


def test_the_parts_and_the_completion_of_an_upload_have_the_headers_of_its_start(aws, target, assume, s3, unique_name):
    condition = {"s3:x-amz-storage-class": "STANDARD_IA", "s3:RequestObjectTag/Class": "open"}
    client = assume(aws, target, OTHERS, _allow(StringEquals=condition))[1]("s3")
    place = {"Bucket": unique_name, "Key": "a"}
    _denied(client.create_multipart_upload, **place, StorageClass="STANDARD_IA")
    upload = client.create_multipart_upload(**place, StorageClass="STANDARD_IA", Tagging="Class=open")["UploadId"]
    part = client.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"a")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    client.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)
    other = s3.create_multipart_upload(**place)["UploadId"]
    _denied(client.upload_part, **place, UploadId=other, PartNumber=1, Body=b"a")


def test_only_what_creates_an_object_needs_its_condition(aws, target, assume, s3, unique_name):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html"""
    deny = _deny(Null={"s3:if-none-match": "true"}, Bool={"s3:ObjectCreationOperation": "true"})
    client = assume(aws, target, ALL, deny)[1]("s3")
    place = {"Bucket": unique_name, "Key": "a"}
    _denied(client.put_object, **place)
    upload = client.create_multipart_upload(**place)["UploadId"]
    part = client.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"a")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    _denied(client.complete_multipart_upload, **place, UploadId=upload, MultipartUpload=parts)
    client.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts, IfNoneMatch="*")
    _denied(client.copy_object, Bucket=unique_name, Key="b", CopySource=f"{unique_name}/a")


def test_a_copy_has_its_source_and_its_directive(aws, target, assume, s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="a", Tagging="Class=open")
    s3.put_object(Bucket=unique_name, Key="b", Tagging="Class=secret")
    rights = [
        {**ALL, "Action": ["s3:GetObjectTagging", "s3:PutObjectTagging"]},
        _allow("s3:GetObject", StringEquals={"s3:ExistingObjectTag/Class": "open"}),
        _allow(
            StringEquals={"s3:x-amz-metadata-directive": "REPLACE"},
            StringLike={"s3:x-amz-copy-source": f"{unique_name}/*"},
        ),
    ]
    client = assume(aws, target, *rights)[1]("s3")
    copy = {"Bucket": unique_name, "Key": "c", "MetadataDirective": "REPLACE"}
    client.copy_object(**copy, CopySource=f"{unique_name}/a")
    _denied(client.copy_object, **copy, CopySource=f"{unique_name}/b")
    _denied(client.copy_object, Bucket=unique_name, Key="c", CopySource=f"{unique_name}/a")
    _denied(client.put_object, Bucket=unique_name, Key="c")


def test_tags_may_be_set_on_an_object_if_it_has_the_tag_of_the_condition(aws, target, assume, s3, unique_name):
    condition = {"s3:ExistingObjectTag/Class": "open", "s3:RequestObjectTag/Class": "open"}
    client = assume(aws, target, _allow("s3:PutObjectTagging", StringEquals=condition))[1]("s3")
    for key in ("open", "secret"):
        s3.put_object(Bucket=unique_name, Key=key, Tagging=f"Class={key}")
    tags = {key: {"TagSet": [{"Key": "Class", "Value": key}]} for key in ("open", "secret")}
    client.put_object_tagging(Bucket=unique_name, Key="open", Tagging=tags["open"])
    _denied(client.put_object_tagging, Bucket=unique_name, Key="open", Tagging=tags["secret"])
    _denied(client.put_object_tagging, Bucket=unique_name, Key="secret", Tagging=tags["open"])


def test_a_version_may_be_read_by_its_id(aws, target, assume, locked, s3):
    ids = [s3.put_object(Bucket=locked, Key="versioned", Body=b"a")["VersionId"] for _ in range(2)]
    client = assume(aws, target, _allow("s3:GetObjectVersion", StringEquals={"s3:VersionId": ids[0]}))[1]("s3")
    client.get_object(Bucket=locked, Key="versioned", VersionId=ids[0])
    _denied(client.get_object, Bucket=locked, Key="versioned", VersionId=ids[1])


def test_a_presigned_url_has_its_age_and_its_kind(aws, target, assume, s3, unique_name):
    """https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html"""
    s3.put_object(Bucket=unique_name, Key="a", Body=b"a")
    wanted = {"s3:signatureversion": "AWS4-HMAC-SHA256", "s3:authType": "REST-QUERY-STRING"}
    young = {"NumericLessThan": {"s3:signatureAge": "600000"}}
    recent = {"NumericGreaterThanEquals": {"s3:TlsVersion": "1.2"}}
    client = assume(aws, target, _allow("s3:GetObject", StringEquals=wanted, **young, **recent))[1]("s3")
    url = client.generate_presigned_url("get_object", Params={"Bucket": unique_name, "Key": "a"})
    assert requests.get(url, timeout=30).content == b"a"
    _denied(client.get_object, Bucket=unique_name, Key="a")


def test_a_presigned_url_is_refused_by_its_age(aws, target, assume, s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="a")
    old = _deny("s3:GetObject", NumericGreaterThan={"s3:signatureAge": "-1"})
    client = assume(aws, target, ALL, old)[1]("s3")
    url = client.generate_presigned_url("get_object", Params={"Bucket": unique_name, "Key": "a"})
    assert requests.get(url, timeout=30).status_code == requests.codes.forbidden
    client.get_object(Bucket=unique_name, Key="a")


@pytest.mark.upstream
def test_unpatched_ministack_has_no_storage_class(unpatched_aws, unpatched_target, assume, unpatched_s3, unique_name):
    right = _allow(StringEquals={"s3:x-amz-storage-class": "STANDARD_IA"})
    client = assume(unpatched_aws, unpatched_target, right)[1]("s3")
    _denied(client.put_object, Bucket=unique_name, Key="a", StorageClass="STANDARD_IA")
