"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/AddingObjectstoVersionSuspendedBuckets.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

import pytest


def version(s3, status, name):
    """Store, copy and read an object after versioning has a status, and return the versions of the answers."""
    if status:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})
    key = {"Bucket": name, "Key": "key"}
    s3.put_object(**key)
    copied = s3.copy_object(Bucket=name, Key="copy", CopySource=key)
    answers = [copied, s3.get_object(**key), s3.head_object(**key)]
    return {answer.get("VersionId") for answer in answers}


def test_a_suspended_bucket_has_the_version_null(s3, unique_name):
    assert version(s3, "Suspended", unique_name) == {"null"}


def test_without_versioning_there_is_none(s3, unique_name):
    assert version(s3, "", unique_name) == {None}


def test_an_object_from_before_versioning_has_the_version_null(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="earlier")
    assert "null" not in version(s3, "Enabled", unique_name)
    assert s3.head_object(Bucket=unique_name, Key="earlier")["VersionId"] == "null"


@pytest.mark.upstream
def test_unpatched_ministack_names_no_version(unpatched_s3, unique_name):
    assert version(unpatched_s3, "Suspended", unique_name) == {None}
