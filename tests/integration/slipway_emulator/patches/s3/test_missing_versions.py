"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
"""

import pytest

NONE = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD"


@pytest.mark.parametrize("is_quiet", [False, True])
def test_a_version_that_does_not_exist_is_an_error(s3, unique_name, is_quiet):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=unique_name, Key="key")["VersionId"]
    named = [{"Key": "key", "VersionId": NONE}, {"Key": "key", "VersionId": version}]

    answer = s3.delete_objects(Bucket=unique_name, Delete={"Objects": named, "Quiet": is_quiet})

    message = "The specified version does not exist."
    assert answer["Errors"] == [{"Code": "NoSuchVersion", "Key": "key", "Message": message, "VersionId": NONE}]
    assert answer.get("Deleted") == (None if is_quiet else [{"Key": "key", "VersionId": version}])


def test_also_in_a_bucket_without_versions(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key")
    answer = s3.delete_objects(Bucket=unique_name, Delete={"Objects": [{"Key": "key", "VersionId": NONE}]})
    assert [error["Code"] for error in answer["Errors"]] == ["NoSuchVersion"]
    s3.head_object(Bucket=unique_name, Key="key")


def test_a_key_that_does_not_exist_is_deleted(s3, unique_name):
    answer = s3.delete_objects(Bucket=unique_name, Delete={"Objects": [{"Key": "none"}]})
    assert (answer["Deleted"], "Errors" in answer) == ([{"Key": "none"}], False)


@pytest.mark.upstream
def test_unpatched_ministack_deletes_it(unpatched_s3, unique_name):
    named = [{"Key": "key", "VersionId": NONE}]
    assert "Errors" not in unpatched_s3.delete_objects(Bucket=unique_name, Delete={"Objects": named})
