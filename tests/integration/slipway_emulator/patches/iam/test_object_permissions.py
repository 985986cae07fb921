"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_name

FUTURE = "2099-01-01T00:00:00Z"


def _allow(*actions, resource="*"):
    return {"Effect": "Allow", "Action": [f"s3:{action}" for action in actions], "Resource": resource}


def _needs(action, call, **parameters):
    with pytest.raises(ClientError, match=f"AccessDenied.*not authorized to perform: s3:{action} on resource"):
        call(**parameters)


@pytest.fixture(scope="module")
def bucket(aws, target):
    """A bucket that has ACLs and Object Lock, with the objects ``plain`` and ``tagged``."""
    name, s3 = make_name(), aws("s3")
    s3.create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": target.region},
        ObjectLockEnabledForBucket=True,
        ObjectOwnership="BucketOwnerPreferred",
    )
    s3.put_object(Bucket=name, Key="plain", Body=b"a")
    s3.put_object(Bucket=name, Key="tagged", Body=b"a", Tagging="Class=open")
    return name


SETTINGS = {
    "tags": ("PutObjectTagging", {"Tagging": "Class=open"}),
    "acl": ("PutObjectAcl", {"ACL": "private"}),
    "grant": ("PutObjectAcl", {"GrantRead": 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"'}),
    "retention": ("PutObjectRetention", {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": FUTURE}),
    "hold": ("PutObjectLegalHold", {"ObjectLockLegalHoldStatus": "ON"}),
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_an_object_s_settings_need_their_permissions(setting, aws, target, assume, bucket):
    action, parameters = SETTINGS[setting]
    place = {"Bucket": bucket, "Key": setting}
    client = assume(aws, target, _allow("PutObject", "GetObject"))[1]("s3")
    client.put_object(**place)
    copy = {**place, "CopySource": f"{bucket}/plain", "TaggingDirective": "REPLACE"}
    calls = [(client.put_object, place), (client.create_multipart_upload, place), (client.copy_object, copy)]
    for call, others in calls:
        _needs(action, call, **others, **parameters)
    client.copy_object(**copy)


def test_an_object_may_be_put_with_the_settings_that_are_allowed(aws, target, assume, bucket):
    actions = {action for action, _ in SETTINGS.values()}
    client = assume(aws, target, _allow("PutObject", "GetObject", *actions))[1]("s3")
    everything = {name: value for _, parameters in SETTINGS.values() for name, value in parameters.items()}
    del everything["GrantRead"]  # a request has an ACL or grants
    client.put_object(Bucket=bucket, Key="all", **everything)
    upload = client.create_multipart_upload(Bucket=bucket, Key="upload", **everything)["UploadId"]
    client.upload_part(Bucket=bucket, Key="upload", UploadId=upload, PartNumber=1, Body=b"a")


def test_the_parts_of_an_upload_need_no_permission_for_its_settings(aws, target, assume, s3, bucket):
    place = {"Bucket": bucket, "Key": "parts"}
    upload = s3.create_multipart_upload(**place, Tagging="Class=open", ACL="private")["UploadId"]
    client = assume(aws, target, _allow("PutObject"))[1]("s3")
    etag = client.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"a")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    client.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)


def test_copying_tags_needs_permissions_on_the_source_and_the_copy(aws, target, assume, s3, bucket):
    copy = {"Bucket": bucket, "Key": "copy", "CopySource": f"{bucket}/tagged"}
    base = _allow("GetObject", "GetObjectVersion", "PutObject")
    source, destination = (f"arn:aws:s3:::{bucket}/{key}" for key in ("tagged", "copy"))
    none = assume(aws, target, base)[1]("s3")
    _needs("GetObjectTagging", none.copy_object, **copy)
    none.copy_object(**copy, TaggingDirective="REPLACE")
    none.copy_object(**copy | {"CopySource": f"{bucket}/plain"})
    reader = assume(aws, target, base, _allow("GetObjectTagging", resource=source))[1]("s3")
    _needs("PutObjectTagging", reader.copy_object, **copy)
    both = [_allow("GetObjectTagging", resource=source), _allow("PutObjectTagging", resource=destination)]
    copier = assume(aws, target, base, *both)[1]("s3")
    copier.copy_object(**copy)
    version = s3.head_object(Bucket=bucket, Key="tagged")["VersionId"]
    of_version = copy | {"CopySource": {"Bucket": bucket, "Key": "tagged", "VersionId": version}}
    _needs("GetObjectVersionTagging", copier.copy_object, **of_version)


def test_the_condition_of_a_setting_counts_for_its_permission(aws, target, assume, bucket):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html"""
    tagging = _allow("PutObjectTagging") | {"Condition": {"StringEquals": {"s3:RequestObjectTag/Class": "open"}}}
    acl = _allow("PutObjectAcl") | {"Condition": {"StringEquals": {"s3:x-amz-acl": "private"}}}
    client = assume(aws, target, _allow("PutObject"), tagging, acl)[1]("s3")
    place = {"Bucket": bucket, "Key": "conditions"}
    client.put_object(**place, Tagging="Class=open", ACL="private")
    _needs("PutObjectTagging", client.put_object, **place, Tagging="Class=secret")
    _needs("PutObjectAcl", client.put_object, **place, ACL="bucket-owner-read")


@pytest.mark.upstream
def test_unpatched_ministack_lets_every_writer_set_tags(
    unpatched_aws, unpatched_target, assume, unpatched_s3, unique_name
):
    client = assume(unpatched_aws, unpatched_target, _allow("PutObject"))[1]("s3")
    client.put_object(Bucket=unique_name, Key="a", Tagging="Class=open", ACL="private")
