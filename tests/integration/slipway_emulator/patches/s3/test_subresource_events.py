"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html"""

import json

import pytest

TAGS = {"TagSet": [{"Key": "a", "Value": "b"}]}


def received(queue):
    (message,) = queue.receive()
    (record,) = json.loads(message)["Records"]
    return record["eventName"], record["s3"]["object"]


def test_new_and_deleted_tags_are_events(aws, target, notified):
    s3 = aws("s3")
    bucket, queue = notified(aws, target, "s3:ObjectTagging:*")
    etag = s3.put_object(Bucket=bucket, Key="key", Body=b"text")["ETag"].strip('"')

    s3.put_object_tagging(Bucket=bucket, Key="key", Tagging=TAGS)
    assert received(queue) == ("ObjectTagging:Put", {"key": "key", "eTag": etag})

    s3.delete_object_tagging(Bucket=bucket, Key="key")
    assert received(queue) == ("ObjectTagging:Delete", {"key": "key", "eTag": etag})


def test_an_acl_is_an_event_of_its_version(aws, target, notified):
    s3 = aws("s3")
    bucket, queue = notified(aws, target, "s3:ObjectAcl:Put")
    ownership = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=ownership)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="key", Body=b"text")
    s3.put_object(Bucket=bucket, Key="key", Body=b"other")

    s3.put_object_acl(Bucket=bucket, Key="key", VersionId=first["VersionId"], ACL="private")

    expected = {"key": "key", "eTag": first["ETag"].strip('"'), "versionId": first["VersionId"]}
    assert received(queue) == ("ObjectAcl:Put", expected)


@pytest.mark.upstream
def test_unpatched_ministack_sends_no_event_for_tags(unpatched_aws, unpatched_target, notified):
    bucket, queue = notified(unpatched_aws, unpatched_target, "s3:ObjectTagging:*", "s3:ObjectRemoved:*")
    unpatched_aws("s3").put_object(Bucket=bucket, Key="key")
    unpatched_aws("s3").put_object_tagging(Bucket=bucket, Key="key", Tagging=TAGS)
    unpatched_aws("s3").delete_object(Bucket=bucket, Key="key")
    assert received(queue)[0] == "ObjectRemoved:Delete"
