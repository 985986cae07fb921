"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html"""

import threading

import pytest
from botocore.exceptions import ClientError

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions import s3_deploy

TYPES = {
    "index.html": "text/html",
    "assets/app.3f2a.js": "text/javascript",
    "assets/app.css": "text/css",
    "data.json": "application/json",
    "logo.svg": "image/svg+xml",
    "unknown": "application/octet-stream",
}


@pytest.fixture
def artifact(aws, buckets, zipped, unique_name):
    """The key of an artifact with a file of each type."""
    aws("s3").put_object(Bucket=buckets[0], Key=unique_name, Body=zipped(dict.fromkeys(TYPES, "content")))
    return unique_name


def test_files_are_extracted_to_the_prefix_with_their_content_types(aws, buckets, context, artifact, unique_name):
    settings = {"BucketName": buckets[1], "Extract": "true", "ObjectKey": unique_name, "CacheControl": "max-age=60"}

    s3_deploy.run(context(settings, inputs=[artifact]))

    objects = aws("s3").list_objects_v2(Bucket=buckets[1], Prefix=f"{unique_name}/")["Contents"]
    heads = {each["Key"]: aws("s3").head_object(Bucket=buckets[1], Key=each["Key"]) for each in objects}
    assert {key.partition("/")[2]: head["ContentType"] for key, head in heads.items()} == TYPES
    assert {head["CacheControl"] for head in heads.values()} == {"max-age=60"}


def test_without_extraction_the_artifact_is_one_object(aws, buckets, context, unique_name):
    aws("s3").put_object(Bucket=buckets[0], Key=unique_name, Body=b"no zip")
    settings = {"BucketName": buckets[1], "Extract": "false", "ObjectKey": f"{unique_name}.zip"}

    s3_deploy.run(context(settings, inputs=[unique_name]))

    assert aws("s3").get_object(Bucket=buckets[1], Key=f"{unique_name}.zip")["Body"].read() == b"no zip"


def test_objects_are_encrypted_with_the_key(aws, buckets, context, artifact, unique_name):
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]
    settings = {"BucketName": buckets[1], "Extract": "true", "ObjectKey": unique_name, "KMSEncryptionKeyARN": key}

    s3_deploy.run(context(settings, inputs=[artifact]))

    head = aws("s3").head_object(Bucket=buckets[1], Key=f"{unique_name}/index.html")
    assert head["SSEKMSKeyId"] == key


def test_objects_that_are_not_in_the_artifact_are_kept(aws, buckets, context, artifact, unique_name):
    aws("s3").put_object(Bucket=buckets[1], Key=f"{unique_name}/old.js", Body=b"old")

    s3_deploy.run(context({"BucketName": buckets[1], "Extract": "true", "ObjectKey": unique_name}, inputs=[artifact]))

    assert aws("s3").head_object(Bucket=buckets[1], Key=f"{unique_name}/old.js")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"Extract": "false"}, "ObjectKey is required when Extract is false"),
        ({"Extract": "maybe"}, "Extract of action Action must be true or false"),
        ({"Extract": "true", "Delete": "true"}, "The local AWS doesn't support Delete in action Action"),
    ],
)
def test_invalid_configuration_is_rejected(buckets, context, artifact, settings, message):
    with pytest.raises(ActionError, match=message) as error:
        s3_deploy.run(context({"BucketName": buckets[1], **settings}, inputs=[artifact]))

    assert error.value.code == "ConfigurationError"


def test_an_artifact_that_is_not_a_zip_file_cannot_be_extracted(aws, buckets, context, unique_name):
    aws("s3").put_object(Bucket=buckets[0], Key=unique_name, Body=b"text")

    with pytest.raises(ActionError, match=f"The artifact {unique_name} isn't a zip file, which Extract needs"):
        s3_deploy.run(context({"BucketName": buckets[1], "Extract": "true"}, inputs=[unique_name]))


def test_a_cancelled_action_stops(buckets, context, artifact):
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(ActionError, match=r"Stopped before index\.html was deployed"):
        s3_deploy.run(context({"BucketName": buckets[1], "Extract": "true"}, inputs=[artifact], cancelled=cancelled))


def test_the_role_needs_permission_to_write(buckets, context, artifact, session):
    read = session({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})

    with pytest.raises(ClientError, match="not authorized to perform: s3:PutObject"):
        s3_deploy.run(context({"BucketName": buckets[1], "Extract": "true"}, inputs=[artifact], session=read))
