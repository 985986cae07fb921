"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.py
"""

import pytest

TAGS = [{"Key": "a", "Value": "b"}]
NONE = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD"


def behind_marker(s3, name):
    """Return what names a version that is no longer current, and its delete marker."""
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=name, Key="key", Tagging="a=b")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="key")["VersionId"]
    return [{"Bucket": name, "Key": "key", "VersionId": identifier} for identifier in (version, marker)]


def calls(s3, **named):
    """Return each operation on tags and ACLs, by its name."""
    return {
        "GetObjectTagging": lambda: s3.get_object_tagging(**named),
        "PutObjectTagging": lambda: s3.put_object_tagging(**named, Tagging={"TagSet": TAGS}),
        "DeleteObjectTagging": lambda: s3.delete_object_tagging(**named),
        "GetObjectAcl": lambda: s3.get_object_acl(**named),
        "PutObjectAcl": lambda: s3.put_object_acl(**named, ACL="bucket-owner-full-control"),
    }


def test_tags_and_acl_of_a_version_behind_a_delete_marker(s3, unique_name):
    version, _ = behind_marker(s3, unique_name)
    assert s3.get_object_tagging(**version)["TagSet"] == TAGS
    s3.delete_object_tagging(**version)
    assert s3.get_object_tagging(**version)["TagSet"] == []
    answered = s3.put_object_tagging(**version, Tagging={"TagSet": TAGS})
    assert answered["VersionId"] == version["VersionId"]
    assert s3.get_object_tagging(**version)["TagSet"] == TAGS
    rules = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    s3.put_bucket_ownership_controls(Bucket=unique_name, OwnershipControls=rules)
    s3.put_object_acl(**version, GrantReadACP='uri="http://acs.amazonaws.com/groups/s3/LogDelivery"')
    assert [grant["Permission"] for grant in s3.get_object_acl(**version)["Grants"]] == ["READ_ACP"]
    assert "Contents" not in s3.list_objects_v2(Bucket=unique_name)


def test_a_delete_marker_has_neither(s3, unique_name, refusal):
    _, marker = behind_marker(s3, unique_name)
    for call in calls(s3, **marker).values():
        assert refusal(call)["Code"] == "MethodNotAllowed"


def test_a_deleted_key_has_none_to_read_and_none_to_change(s3, unique_name, refusal):
    behind_marker(s3, unique_name)
    refused = {name: refusal(call)["Code"] for name, call in calls(s3, Bucket=unique_name, Key="key").items()}
    assert {name for name, code in refused.items() if code == "NoSuchKey"} == {"GetObjectTagging", "GetObjectAcl"}
    assert set(refused.values()) == {"NoSuchKey", "MethodNotAllowed"}


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_version_that_does_not_exist_is_refused(s3, unique_name, refusal, is_deleted):
    behind_marker(s3, unique_name)
    if not is_deleted:
        s3.put_object(Bucket=unique_name, Key="key")
    for version_id in (NONE, "null"):
        for call in calls(s3, Bucket=unique_name, Key="key", VersionId=version_id).values():
            assert refusal(call)["Code"] == "NoSuchVersion"


def test_an_object_without_versions_has_the_version_null(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key", Tagging="a=b")
    named = {"Bucket": unique_name, "Key": "key", "VersionId": "null"}
    assert s3.get_object_tagging(**named)["TagSet"] == TAGS
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    s3.delete_object(Bucket=unique_name, Key="key")
    assert s3.get_object_tagging(**named)["TagSet"] == TAGS


@pytest.mark.upstream
def test_unpatched_ministack_has_no_such_key(unpatched_s3, unique_name, refusal):
    version, _ = behind_marker(unpatched_s3, unique_name)
    assert refusal(unpatched_s3.get_object_tagging, **version)["Code"] == "NoSuchKey"
