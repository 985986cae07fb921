"""Recorded from AWS:

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/services/test_aws_sdk_task_service.snapshot.json
"""

import json

import pytest

from slipway.harness import unique_name

ALLOWED = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}


def machine(action, **settings):
    resource = f"arn:aws:states:::aws-sdk:s3:{action}"
    return {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": resource, "End": True, **settings}}}


GET = machine("getObject", Parameters={"Bucket.$": "$.bucket", "Key.$": "$.key"})
PUT = machine("putObject", Parameters={"Bucket.$": "$.bucket", "Key": "a b/ä.json", "Body.$": "$.body"})


@pytest.fixture
def bucket(aws):
    """The name of a bucket, whose objects and which are deleted after the test."""
    s3, name = aws("s3"), unique_name()
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    yield name
    for found in s3.list_objects_v2(Bucket=name).get("Contents", []):
        s3.delete_object(Bucket=name, Key=found["Key"])
    s3.delete_bucket(Bucket=name)


def test_an_object_is_returned_as_text_with_its_headers(aws, execute, bucket):
    aws("s3").put_object(Bucket=bucket, Key="a b/c", Body="text ä", ContentType="text/plain", Metadata={"k": "v"})
    done, _ = execute(aws, GET, {"bucket": bucket, "key": "a b/c"}, ALLOWED)
    assert done["status"] == "SUCCEEDED", done
    output = json.loads(done["output"])
    assert output.pop("LastModified").endswith("Z")
    assert output.pop("ETag").startswith('"')
    output.pop("ServerSideEncryption", None)
    assert output == {
        "AcceptRanges": "bytes",
        "Body": "text ä",
        "ContentLength": 7,
        "ContentType": "text/plain",
        "Metadata": {"k": "v"},
    }


@pytest.mark.parametrize(
    ("body", "etag"),
    [
        ("text data", "2b5df3712557f503a9977a8ea893b2c9"),
        ({"Dict": "Value"}, "49e31cee5aec8faf3345893addb14346"),
        (["List", "Data"], "6b23860357f6e63a0272b7f1143a663a"),
        (False, "68934a3e9455fa72420237eb05902327"),
        (0, "cfcd208495d565ef66e7dff9f98764da"),
    ],
)
def test_a_body_is_written_as_json(aws, execute, bucket, body, etag):
    done, _ = execute(aws, PUT, {"bucket": bucket, "body": body}, ALLOWED)
    assert done["status"] == "SUCCEEDED", done
    assert json.loads(done["output"])["ETag"] == f'"{etag}"'
    written = aws("s3").get_object(Bucket=bucket, Key="a b/ä.json")
    assert written["Body"].read().decode() == json.dumps(body, separators=(",", ":"))
    assert written["ContentType"] == "text/plain; charset=UTF-8"


def test_an_object_that_is_not_there_is_an_error_of_s3_and_the_role_needs_the_permission(aws, execute, bucket):
    done, _ = execute(aws, GET, {"bucket": bucket, "key": "missing"}, ALLOWED)
    assert (done["status"], done["error"]) == ("FAILED", "S3.NoSuchKeyException")
    assert "The specified key does not exist." in done["cause"]
    done, _ = execute(aws, GET, {"bucket": bucket, "key": "missing"})
    assert (done["status"], done["error"]) == ("FAILED", "S3.S3Exception")


@pytest.mark.upstream
def test_unpatched_ministack_reads_no_object(unpatched_aws, execute):
    done, _ = execute(unpatched_aws, GET, {"bucket": "a", "key": "b"})
    assert (done["status"], done["error"]) == ("FAILED", "States.Runtime")
