"""https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
"""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

CONDITION = "At least one of the pre-conditions you specified did not hold"
NO_UPLOAD = (
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
    "completed."
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def refusal(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    response = refused.value.response
    assert response["ResponseMetadata"]["HTTPHeaders"]["x-amz-id-2"]
    return response["Error"]


@pytest.mark.parametrize(
    ("operation", "code", "message"),
    [
        ("get_bucket_tagging", "NoSuchTagSet", "The TagSet does not exist"),
        ("get_bucket_policy", "NoSuchBucketPolicy", "The bucket policy does not exist"),
        ("get_bucket_cors", "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
        (
            "get_bucket_replication",
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
        ),
    ],
)
def test_what_a_bucket_does_not_have_names_the_bucket(s3, unique_name, operation, code, message):
    error = refusal(getattr(s3, operation), Bucket=unique_name)
    assert error == {"Code": code, "Message": message, "BucketName": unique_name}


def test_a_bucket_that_does_not_exist(aws, unique_name):
    error = refusal(aws("s3").list_objects_v2, Bucket=unique_name)
    message = "The specified bucket does not exist"
    assert error == {"Code": "NoSuchBucket", "Message": message, "BucketName": unique_name}


def test_an_object_or_a_version_that_does_not_exist(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "a/key"}
    no_key = {"Code": "NoSuchKey", "Message": "The specified key does not exist.", "Key": "a/key"}
    assert refusal(s3.get_object, **key) == refusal(s3.get_object_tagging, **key) == no_key
    assert refusal(s3.put_object, **key, IfMatch="a") == no_key
    assert refusal(s3.copy_object, Bucket=unique_name, Key="copy", CopySource=key) == no_key
    s3.put_object(**key)
    no_version = {"Code": "NoSuchVersion", "Message": "The specified version does not exist.", "Key": "a/key"}
    assert refusal(s3.get_object, **key, VersionId="a") == no_version | {"VersionId": "a"}
    source = key | {"VersionId": "b"}
    assert refusal(s3.copy_object, Bucket=unique_name, Key="copy", CopySource=source) == no_version | {"VersionId": "b"}


def test_an_upload_that_does_not_exist(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key", "UploadId": "fakeid"}
    expected = {"Code": "NoSuchUpload", "Message": NO_UPLOAD, "UploadId": "fakeid"}
    assert refusal(s3.list_parts, **key) == refusal(s3.upload_part, **key, PartNumber=1) == expected


@pytest.mark.parametrize(
    ("operation", "parameters", "named"),
    [
        ("get_object", {"IfMatch": "a"}, "If-Match"),
        ("get_object", {"IfUnmodifiedSince": LONG_AGO}, "If-Unmodified-Since"),
        ("put_object", {"IfNoneMatch": "*"}, "If-None-Match"),
        ("put_object", {"IfMatch": "a"}, "If-Match"),
        ("delete_object", {"IfMatch": "a"}, "If-Match"),
        ("copy_object", {"CopySourceIfMatch": "a"}, "x-amz-copy-source-If-Match"),
        (
            "copy_object",
            {"CopySourceIfMatch": "ETAG", "CopySourceIfUnmodifiedSince": LONG_AGO, "CopySourceIfNoneMatch": "ETAG"},
            "x-amz-copy-source-If-None-Match",
        ),
        ("copy_object", {"CopySourceIfUnmodifiedSince": LONG_AGO}, "x-amz-copy-source-If-Unmodified-Since"),
    ],
)
def test_the_condition_that_did_not_hold(s3, unique_name, operation, parameters, named):
    key = {"Bucket": unique_name, "Key": "key"}
    etag = s3.put_object(**key)["ETag"]
    parameters = {name: etag if value == "ETAG" else value for name, value in parameters.items()}
    if operation == "copy_object":
        parameters, key = parameters | {"CopySource": key}, key | {"Key": "copy"}

    error = refusal(getattr(s3, operation), **key, **parameters)

    assert error == {"Code": "PreconditionFailed", "Message": CONDITION, "Condition": named}


def test_the_argument_that_is_wrong(s3, unique_name):
    key = {"Bucket": unique_name, "Key": "key"}
    s3.put_object(**key)
    upload = key | {"UploadId": s3.create_multipart_upload(**key)["UploadId"]}

    source = refusal(s3.copy_object, **key, CopySource="wrongformat")
    number = refusal(s3.upload_part, **upload, PartNumber=-1)
    part = refusal(s3.upload_part_copy, **upload, PartNumber=1, CopySource=key, CopySourceRange="bytes=9-")

    name = "x-amz-copy-source"
    assert [source["Message"], source["ArgumentName"], source["ArgumentValue"]] == [
        "Invalid copy source object key",
        name,
        name,
    ]
    assert [number["Message"], number["ArgumentName"], number["ArgumentValue"]] == [
        "Part number must be an integer between 1 and 10000, inclusive",
        "partNumber",
        "-1",
    ]
    assert [part["ArgumentName"], part["ArgumentValue"]] == [f"{name}-range", "bytes=9-"]


def test_a_method_that_a_delete_marker_does_not_allow(s3, unique_name):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    marker = s3.delete_object(Bucket=unique_name, Key="key")["VersionId"]

    error = refusal(s3.get_object, Bucket=unique_name, Key="key", VersionId=marker)

    message = "The specified method is not allowed against this resource."
    described = {"Method": "GET", "ResourceType": "DeleteMarker"}
    assert error == {"Code": "MethodNotAllowed", "Message": message, **described}


@pytest.mark.upstream
def test_unpatched_ministack_names_a_resource(unpatched_s3, unique_name):
    with pytest.raises(ClientError) as refused:
        unpatched_s3.get_bucket_tagging(Bucket=unique_name)
    assert refused.value.response["Error"]["Resource"] == f"/{unique_name}"
