"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_Owner.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.py
"""

import pytest


@pytest.fixture
def texts(s3):
    """The documents that the client gets, which other tests use, too."""
    read = []

    def add(response_dict, **_):
        read.append(response_dict["body"].decode())

    s3.meta.events.register("before-parse.s3", add)
    yield read
    s3.meta.events.unregister("before-parse.s3", add)


def test_no_owner_has_a_display_name(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key")
    acls = [s3.get_bucket_acl(Bucket=unique_name), s3.get_object_acl(Bucket=unique_name, Key="key")]

    owners = [
        s3.list_buckets()["Owner"],
        s3.list_objects(Bucket=unique_name)["Contents"][0]["Owner"],
        s3.list_objects_v2(Bucket=unique_name, FetchOwner=True)["Contents"][0]["Owner"],
        s3.list_object_versions(Bucket=unique_name)["Versions"][0]["Owner"],
        *(acl["Owner"] for acl in acls),
    ]

    assert {tuple(owner) for owner in owners} == {("ID",)}
    assert [set(acl["Grants"][0]["Grantee"]) for acl in acls] == [{"ID", "Type"}] * 2


def test_a_display_name_that_was_sent_is_not_returned(s3, unique_name):
    s3.delete_bucket_ownership_controls(Bucket=unique_name)
    s3.put_bucket_ownership_controls(
        Bucket=unique_name, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    )
    owner = s3.list_buckets()["Owner"] | {"DisplayName": "me"}
    grant = {"Grantee": {"Type": "CanonicalUser", **owner}, "Permission": "READ"}
    s3.put_bucket_acl(Bucket=unique_name, AccessControlPolicy={"Owner": owner, "Grants": [grant]})

    acl = s3.get_bucket_acl(Bucket=unique_name)

    assert "DisplayName" not in acl["Owner"] | acl["Grants"][0]["Grantee"]


def test_who_started_an_upload_has_one(s3, unique_name):
    s3.create_multipart_upload(Bucket=unique_name, Key="key")
    (upload,) = s3.list_multipart_uploads(Bucket=unique_name)["Uploads"]
    assert ("DisplayName" in upload["Initiator"], "DisplayName" in upload["Owner"]) == (True, False)


def test_times_are_whole_seconds(s3, unique_name, texts):
    s3.put_object(Bucket=unique_name, Key="key")
    texts.clear()

    s3.list_objects_v2(Bucket=unique_name)
    s3.list_buckets()
    s3.copy_object(Bucket=unique_name, Key="copy", CopySource={"Bucket": unique_name, "Key": "key"})

    assert [text.count(".000Z</") > 0 for text in texts] == [True] * 3


def test_an_empty_element_has_no_space(s3, unique_name, texts):
    s3.put_object(Bucket=unique_name, Key=" />")

    assert s3.list_objects(Bucket=unique_name)["Contents"][0]["Key"] == " />"

    assert ("<Marker/>" in texts[-1], " />" in texts[-1]) == (True, False)


@pytest.mark.upstream
def test_unpatched_ministack_has_display_names(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="key")
    assert unpatched_s3.list_objects(Bucket=unique_name)["Contents"][0]["Owner"]["DisplayName"] == "ministack"
