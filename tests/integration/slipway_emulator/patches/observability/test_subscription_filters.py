"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html

The messages, without those of a test message that can't be delivered, were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_subscription_filters.snapshot.json
"""

import gzip
import json
import time

import pytest
from botocore.exceptions import ClientError

HANDLER = "def handler(event, context):\n    pass\n"
CROSS_ACCOUNT = "Cross-account lambda invocation passing is not allowed."
NO_PERMISSION = "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute"


@pytest.fixture
def group(unique_name):
    """``group(aws)`` creates a log group with a stream; returns its name."""

    def create(aws):
        aws("logs").create_log_group(logGroupName=unique_name)
        aws("logs").create_log_stream(logGroupName=unique_name, logStreamName="a")
        return unique_name

    return create


def put_filter(aws, group, destination, name="a", **settings):
    aws("logs").put_subscription_filter(
        logGroupName=group, filterName=name, filterPattern="", destinationArn=destination, **settings
    )


def refusal(*args, **settings):
    with pytest.raises(ClientError) as refused:
        put_filter(*args, **settings)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def permit(aws, target, function, source):
    aws("lambda").add_permission(
        FunctionName=function,
        StatementId=source.split(":")[0],
        Action="lambda:InvokeFunction",
        Principal="logs.amazonaws.com",
        SourceArn=f"arn:aws:logs:{target.region}:{target.access_key_id}:log-group:{source}",
    )


def test_a_function_has_to_allow_it_and_a_group_has_two_filters(aws, target, group, function):
    name, arn = group(aws), function(aws, HANDLER).removesuffix(":live")
    permit(aws, target, arn, "other:*")
    code, message = refusal(aws, name, arn)
    assert (code, message.startswith(NO_PERMISSION)) == ("InvalidParameterException", True)
    permit(aws, target, arn, f"{name}:*")
    for each in "ab":
        put_filter(aws, name, arn, each)
    put_filter(aws, name, arn, "b")
    assert refusal(aws, name, arn, "c") == ("LimitExceededException", "Resource limit exceeded.")
    first = aws("logs").describe_subscription_filters(logGroupName=name)["subscriptionFilters"][0]
    assert (first["applyOnTransformedLogs"], "roleArn" in first) == (False, False)


def test_destinations_that_can_not_be_used_are_refused(aws, target, group):
    name = group(aws)
    other = f"arn:aws:lambda:{target.region}:999999999999:function:a"
    assert refusal(aws, name, other) == (
        "AccessDeniedException",
        f"{CROSS_ACCOUNT} You must use DestinationPolicies to create cross account lambda triggers.",
    )
    assert refusal(aws, name, f"arn:aws:kinesis:{target.region}:{target.access_key_id}:stream/a") == (
        "InvalidParameterException",
        "destinationArn for vendor kinesis cannot be used without roleArn",
    )
    function = f"arn:aws:lambda:{target.region}:{target.access_key_id}:function:a"
    assert refusal(aws, "none", function) == (
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )


def stream(aws, name):
    aws("kinesis").create_stream(StreamName=name, ShardCount=1)
    aws("kinesis").get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
    return aws("kinesis").describe_stream(StreamName=name)["StreamDescription"]["StreamARN"]


def messages(aws, name):
    iterator = aws("kinesis").get_shard_iterator(
        StreamName=name, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = aws("kinesis").get_records(ShardIterator=iterator)["Records"]
    return [json.loads(gzip.decompress(record["Data"])) for record in records]


def put_events(aws, group):
    event = {"timestamp": int(time.time() * 1000), "message": "hello"}
    aws("logs").put_log_events(logGroupName=group, logStreamName="a", logEvents=[event])


def test_a_stream_gets_the_events_with_the_permissions_of_the_role(aws, target, group, role):
    name = group(aws)
    arn = stream(aws, name)
    code, message = refusal(aws, name, arn, roleArn=role(aws, service="logs"))
    assert code == "InvalidParameterException"
    assert message.startswith("Could not deliver test message to specified Kinesis stream.")
    allowed = role(aws, {"Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": arn}, service="logs")
    put_filter(aws, name, arn, roleArn=allowed)
    put_events(aws, name)
    control, data = messages(aws, name)
    assert (control["messageType"], data["messageType"]) == ("CONTROL_MESSAGE", "DATA_MESSAGE")
    assert (data["owner"], data["logGroup"], data["logStream"]) == (target.access_key_id, name, "a")
    assert (data["subscriptionFilters"], [event["message"] for event in data["logEvents"]]) == (["a"], ["hello"])


def test_a_delivery_stream_of_firehose_gets_them_too(aws, target, group, role):
    name = group(aws)
    aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": target.region})
    destination = {"RoleARN": role(aws, service="firehose"), "BucketARN": f"arn:aws:s3:::{name}"}
    arn = aws("firehose").create_delivery_stream(
        DeliveryStreamName=name, ExtendedS3DestinationConfiguration=destination
    )["DeliveryStreamARN"]
    allowed = role(aws, {"Effect": "Allow", "Action": "firehose:PutRecord", "Resource": arn}, service="logs")
    put_filter(aws, name, arn, roleArn=allowed)
    put_events(aws, name)
    objects = aws("s3").list_objects_v2(Bucket=name)["Contents"]
    records = [aws("s3").get_object(Bucket=name, Key=each["Key"])["Body"].read() for each in objects]
    found = [json.loads(gzip.decompress(record)) for record in records]
    assert sorted(each["messageType"] for each in found) == ["CONTROL_MESSAGE", "DATA_MESSAGE"]
    assert ["hello"] in [[event["message"] for event in each["logEvents"]] for each in found]


@pytest.mark.upstream
def test_unpatched_ministack_delivers_to_no_stream(unpatched_aws, group):
    name = group(unpatched_aws)
    put_filter(unpatched_aws, name, stream(unpatched_aws, name))
    put_events(unpatched_aws, name)
    assert messages(unpatched_aws, name) == []
