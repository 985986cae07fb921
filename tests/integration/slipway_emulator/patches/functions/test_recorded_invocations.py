"""Each invocation is recorded with its event, its result and the calls that it has made."""

import json
import stat

import pytest

from slipway.harness import eventually
from slipway.local import invocations

SOURCE = """
import boto3, concurrent.futures
def handler(event, context):
    if event.get("fail"):
        raise ValueError("no rating")
    table = boto3.client("dynamodb")
    key = {"id": {"S": event["id"]}}
    table.put_item(TableName=event["table"], Item=key)
    try:
        table.put_item(TableName=event["table"], Item=key, ConditionExpression="attribute_not_exists(id)")
    except table.exceptions.ConditionalCheckFailedException:
        pass
    boto3.client("s3").put_object(Bucket=event["bucket"], Key="a b", Body=b"text")
    boto3.client("ses").send_email(Source="a@example.com", Destination={"ToAddresses": ["b@example.com"]},
        Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}})
    return {"id": event["id"]}
"""
GRANT = {"Effect": "Allow", "Action": ["dynamodb:*", "s3:*"], "Resource": "*"}


@pytest.fixture
def recorded(local_aws, target):
    """``recorded(arn)`` returns the invocations of a function, oldest first."""

    def recorded(arn):
        found = [each for each in invocations.read(local_aws.directory, target.access_key_id) if each.arn == arn]
        return found[::-1]

    return recorded


@pytest.fixture
def event(aws, unique_name):
    """An event that names a table and a bucket."""
    aws("dynamodb").create_table(
        TableName=unique_name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    configuration = {"LocationConstraint": aws("s3").meta.region_name}
    aws("s3").create_bucket(Bucket=unique_name, CreateBucketConfiguration=configuration)
    return {"table": unique_name, "bucket": unique_name, "id": "1"}


def test_calls_are_recorded_with_their_input_and_their_errors(aws, function, recorded, event):
    arn = function(aws, SOURCE, GRANT, Timeout=20)

    aws("lambda").invoke(FunctionName=arn, Payload=json.dumps(event))

    (found,) = recorded(arn)
    assert (found.event, found.version, found.failed) == (event, "1", True)  # SES isn't allowed
    assert found.response["errorType"] == "ClientError"
    item = {"id": {"S": "1"}}
    put, refused, upload, mail = found.calls
    assert put == {"operation": "dynamodb:PutItem", "input": {"TableName": event["table"], "Item": item}}
    assert (refused["operation"], refused["error"]) == ("dynamodb:PutItem", "ConditionalCheckFailedException")
    assert (upload["operation"], upload["input"]["Bucket"], upload["input"]["Key"]) == (
        "s3:PutObject",
        event["bucket"],
        "a b",
    )
    assert (mail["operation"], mail["input"]["Source"], mail["error"]) == (
        "ses:SendEmail",
        "a@example.com",
        "AccessDenied",
    )


def test_concurrent_invocations_have_their_own_calls(aws, function, recorded, event):
    statement = {**GRANT, "Action": ["dynamodb:*", "s3:*", "ses:*"]}
    aws("ses").verify_email_identity(EmailAddress="a@example.com")
    arn = function(aws, SOURCE, statement, Timeout=20)

    for number in range(4):
        payload = json.dumps({**event, "id": str(number)})
        aws("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload=payload)
    aws("lambda").invoke(FunctionName=arn, Payload=json.dumps({"fail": True}))

    eventually(lambda: _assert_length(recorded(arn), 5), timeout=30)
    by_id = {each.event.get("id"): each for each in recorded(arn)}
    assert by_id[None].calls == []
    assert (by_id[None].failed, by_id[None].response["errorMessage"]) == (True, "no rating")
    for number in range(4):
        found = by_id[str(number)]
        assert [each["operation"] for each in found.calls][-2:] == ["s3:PutObject", "ses:SendEmail"]
        assert {each["input"]["Item"]["id"]["S"] for each in found.calls[:2]} == {str(number)}
        assert found.response == {"id": str(number)}


def _assert_length(found, length):
    assert len(found) == length


def test_only_the_user_can_read_the_events(aws, function, local_aws):
    aws("lambda").invoke(FunctionName=function(aws, SOURCE), Payload=json.dumps({"fail": True}))

    assert stat.S_IMODE((local_aws.directory / invocations.FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.upstream
def test_unpatched_ministack_records_no_invocation(unpatched, unpatched_aws, function):
    unpatched_aws("lambda").invoke(FunctionName=function(unpatched_aws, SOURCE), Payload=json.dumps({"fail": True}))

    assert not (unpatched.directory / invocations.FILE_NAME).exists()
