import io
import zipfile

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

SOURCE = "def handler(event, context):\n    return None\n"
LAMBDA = {"Effect": "Allow", "Action": ["lambda:*", "iam:PassRole"], "Resource": "*"}


@pytest.fixture
def stored():
    """``stored(aws, region)`` puts a zip into a bucket; returns Lambda's parameters for it, and its version."""

    def stored(aws, region):
        buffer, bucket = io.BytesIO(), unique_name()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("main.py", SOURCE)
        aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
        aws("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        version = aws("s3").put_object(Bucket=bucket, Key="a/main.zip", Body=buffer.getvalue())["VersionId"]
        return {"S3Bucket": bucket, "S3Key": "a/main.zip"}, version

    return stored


def _get(code, action="s3:GetObject"):
    return {"Effect": "Allow", "Action": action, "Resource": f"arn:aws:s3:::{code['S3Bucket']}/a/*"}


def test_code_that_the_caller_may_read_is_used(aws, target, assume, function, role, stored):
    code, version = stored(aws, target.region)
    name = function(aws, SOURCE).split(":")[6]
    _, client = assume(aws, target, LAMBDA, _get(code))
    client("lambda").update_function_code(FunctionName=name, **code)
    with pytest.raises(ClientError, match="permission to GetObjectVersion"):
        client("lambda").update_function_code(FunctionName=name, **code, S3ObjectVersion=version)
    _, client = assume(aws, target, LAMBDA, _get(code, "s3:GetObjectVersion"))
    client("lambda").update_function_code(FunctionName=name, **code, S3ObjectVersion=version)


def test_code_that_does_not_exist_is_refused(aws, target, function, stored):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""
    client, (code, _) = aws("lambda"), stored(aws, target.region)
    name = function(aws, SOURCE).split(":")[6]
    client.get_waiter("function_active_v2").wait(FunctionName=name)
    role = client.get_function(FunctionName=name)["Configuration"]["Role"]
    settings = {"Runtime": "python3.12", "Role": role, "Handler": "main.handler"}
    for missing, error in (
        ({"S3Key": "none"}, "NoSuchKey. S3 Error Message: The specified key does not exist."),
        ({"S3Bucket": "none"}, "NoSuchBucket. S3 Error Message: The specified bucket does not exist"),
    ):
        for call in (
            lambda missing=missing: client.create_function(FunctionName="new", Code={**code, **missing}, **settings),
            lambda missing=missing: client.update_function_code(FunctionName=name, **{**code, **missing}),
        ):
            with pytest.raises(ClientError) as refused:
                call()
            found = refused.value.response["Error"]
            assert (found["Code"], found["Message"]) == (
                "InvalidParameterValueException",
                f"Error occurred while GetObject. S3 Error Code: {error}",
            )


def test_code_that_the_caller_may_not_read_is_denied(aws, target, assume, function, role, stored):
    code, _ = stored(aws, target.region)
    name = function(aws, SOURCE).split(":")[6]
    aws("lambda").get_waiter("function_active_v2").wait(FunctionName=name)  # which changes the revision
    before = aws("lambda").get_function(FunctionName=name)["Configuration"]["RevisionId"]
    other = {"S3Bucket": code["S3Bucket"], "S3Key": "b/main.zip"}
    _, client = assume(aws, target, LAMBDA, _get(code))
    with pytest.raises(ClientError, match=f"permission to GetObject for {code['S3Bucket']}/b/main.zip") as refused:
        client("lambda").update_function_code(FunctionName=name, **other)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    with pytest.raises(ClientError, match="permission to GetObject"):
        client("lambda").create_function(
            FunctionName=unique_name(), Runtime="python3.13", Handler="main.handler", Role=role(aws), Code=other
        )
    assert aws("lambda").get_function(FunctionName=name)["Configuration"]["RevisionId"] == before


def test_the_root_of_an_account_needs_no_grant(aws, target, function, stored):
    code, _ = stored(aws, target.region)
    aws("lambda").update_function_code(FunctionName=function(aws, SOURCE).split(":")[6], **code)


@pytest.mark.upstream
def test_unpatched_ministack_reads_any_object_for_every_caller(
    unpatched_aws, unpatched_target, assume, function, stored
):
    code, _ = stored(unpatched_aws, unpatched_target.region)
    name = function(unpatched_aws, SOURCE).split(":")[6]
    _, client = assume(unpatched_aws, unpatched_target, LAMBDA)
    client("lambda").update_function_code(FunctionName=name, **code)
