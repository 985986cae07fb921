"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html"""

import pytest
from botocore.exceptions import ClientError

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions import s3_source


@pytest.fixture
def put(aws, buckets, unique_name):
    """``put(body)`` uploads the source object and returns the response."""
    return lambda body: aws("s3").put_object(Bucket=buckets[1], Key=unique_name, Body=body)


@pytest.fixture
def configuration(buckets, unique_name):
    return {"S3Bucket": buckets[1], "S3ObjectKey": unique_name, "PollForSourceChanges": "false"}


def content(aws, buckets, key):
    return aws("s3").get_object(Bucket=buckets[0], Key=key)["Body"].read()


def test_the_output_is_the_newest_version_unchanged(aws, buckets, context, put, configuration, unique_name):
    put(b"old")
    newest = put(b"no zip, \xff")

    result = s3_source.run(context(configuration, outputs=[f"{unique_name}/out"]))

    assert content(aws, buckets, f"{unique_name}/out") == b"no zip, \xff"
    assert result.revision == newest["VersionId"]
    assert result.variables == {
        "BucketName": buckets[1],
        "ETag": newest["ETag"],
        "ObjectKey": unique_name,
        "VersionId": newest["VersionId"],
    }


def test_the_output_is_the_version_of_the_source_revision(aws, buckets, context, put, configuration, unique_name):
    old = put(b"old")
    put(b"new")

    result = s3_source.run(context(configuration, outputs=[unique_name], source_revision=old["VersionId"]))

    assert content(aws, buckets, unique_name) == b"old"
    assert result.revision == old["VersionId"]


def test_the_artifact_is_encrypted_with_the_key_of_the_artifact_store(
    aws, buckets, context, put, configuration, unique_name
):
    put(b"content")
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]

    s3_source.run(context(configuration, outputs=[unique_name], encryption_key=key))

    assert aws("s3").head_object(Bucket=buckets[0], Key=unique_name)["SSEKMSKeyId"] == key


def test_a_bucket_without_versioning_is_rejected(aws, buckets, context, unique_name):
    aws("s3").put_object(Bucket=buckets[0], Key=unique_name, Body=b"")

    with pytest.raises(ActionError, match=f"The source bucket {buckets[0]} must be versioned") as error:
        s3_source.run(context({"S3Bucket": buckets[0], "S3ObjectKey": unique_name}, outputs=["out"]))

    assert error.value.code == "ConfigurationError"


def test_unsupported_configuration_is_rejected(context, configuration):
    with pytest.raises(ActionError, match="The local AWS doesn't support AllowOverrideForS3ObjectKey in action Action"):
        s3_source.run(context({**configuration, "AllowOverrideForS3ObjectKey": "true"}, outputs=["out"]))


def test_a_missing_object_is_an_error(context, configuration):
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3_source.run(context(configuration, outputs=["out"]))


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject"])
def test_the_role_needs_permissions_to_read_and_to_write(context, put, configuration, session, action):
    put(b"")
    statements = [
        {"Effect": effect, "Action": each, "Resource": "*"} for effect, each in (("Allow", "s3:*"), ("Deny", action))
    ]

    with pytest.raises(ClientError, match=f"not authorized to perform: {action}"):
        s3_source.run(context(configuration, outputs=["out"], session=session(*statements)))
