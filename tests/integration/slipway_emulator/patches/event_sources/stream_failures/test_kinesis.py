"""https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"""

import json
import re
import time

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

ACTIONS = ["GetRecords", "GetShardIterator", "DescribeStream", "DescribeStreamSummary", "ListShards"]
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
# Logs the texts of each batch in one line, then fails at "bad".
SOURCE = """
import base64
def handler(event, context):
    texts = [base64.b64decode(record["kinesis"]["data"]).decode() for record in event["Records"]]
    print("batch:", *texts)
    if "bad" in texts:
        raise ValueError("bad")
"""
# Hash keys of the first and of the second of two shards.
FIRST, SECOND = "0", str(2**128 - 1)


def read(arn, *actions):
    return {"Effect": "Allow", "Action": [f"kinesis:{name}" for name in actions or ACTIONS], "Resource": arn}


@pytest.fixture
def stream(aws):
    """``stream(texts)`` creates a stream with two shards, and these records in the first; returns its ARN."""

    def create(texts="", *, on=aws):
        client, name = on("kinesis"), unique_name()
        client.create_stream(StreamName=name, ShardCount=2)
        client.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
        arn = client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]
        put(on, arn, *texts.split())
        return arn

    return create


def put(aws, arn, *texts, shard=FIRST):
    for text in texts:
        aws("kinesis").put_record(StreamARN=arn, Data=text.encode(), PartitionKey="a", ExplicitHashKey=shard)


@pytest.fixture
def start(function, log_of):
    """``start(aws, stream_arn, *statements, **settings)`` maps a stream to a function.

    Returns a function that returns the batches that the function got.
    """

    def create(aws, arn, *statements, destination="", position="TRIM_HORIZON", **settings):
        if destination:
            settings["DestinationConfig"] = {"OnFailure": {"Destination": destination}}
        function_arn = function(aws, SOURCE, LOGS, *(statements or [read(arn)]))
        aws("lambda").create_event_source_mapping(
            FunctionName=function_arn, EventSourceArn=arn, StartingPosition=position, **settings
        )
        return lambda: [
            line.removeprefix("batch: ").strip() for line in log_of(aws, function_arn) if line.startswith("batch:")
        ]

    return create


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.snapshot.json
def test_the_destination_gets_the_batch_that_was_discarded_and_the_shard_continues(
    aws, stream, start, queue, eventually
):
    failures, arn = queue(aws), stream("a bad")
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures.arn}
    batches = start(aws, arn, read(arn), send, destination=failures.arn, MaximumRetryAttempts=1, BatchSize=2)
    put(aws, arn, "other", shard=SECOND)
    (body,) = failures.receive()
    put(aws, arn, "next")

    def check():
        assert sorted(batches()) == ["a bad", "a bad", "next", "other"]

    eventually(check)
    record = json.loads(body)
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 2
    assert "payload" not in record
    info = record["KinesisBatchInfo"]
    assert (info["shardId"], info["batchSize"], info["streamArn"]) == ("shardId-000000000000", 2, arn)
    assert info["startSequenceNumber"] < info["endSequenceNumber"]
    for name in ("First", "Last"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", info[f"approximateArrivalOf{name}Record"])


def test_a_batch_is_bisected(aws, stream, start, eventually):
    batches = start(aws, stream("a b bad c"), MaximumRetryAttempts=0, BisectBatchOnFunctionError=True)

    def check():
        assert batches() == ["a b bad c", "a b", "bad c", "bad", "c"]

    eventually(check)


# "Lambda also sends the entire invocation record", to aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/…
def test_a_bucket_gets_the_records_too(aws, stream, start, unique_name, eventually):
    s3, arn = aws("s3"), stream("bad")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    put_object = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{unique_name}/*"}
    settings = {"destination": f"arn:aws:s3:::{unique_name}", "MaximumRetryAttempts": 0}
    start(aws, arn, read(arn), put_object, **settings)

    def listed():
        (content,) = s3.list_objects_v2(Bucket=unique_name).get("Contents", [])
        return content["Key"]

    def check():
        assert s3.list_objects_v2(Bucket=unique_name)["KeyCount"] == 1

    eventually(check)
    pattern = (
        r"aws/lambda/[0-9a-f-]{36}/shardId-000000000000/(\d{4})/(\d\d)/(\d\d)/"
        r"\1-\2-\3T\d\d\.\d\d\.\d\d-[0-9a-f-]{36}"
    )
    assert re.fullmatch(pattern, listed())
    record = json.loads(s3.get_object(Bucket=unique_name, Key=listed())["Body"].read())
    (payload,) = record["payload"]["Records"]
    assert payload["kinesis"]["sequenceNumber"] == record["KinesisBatchInfo"]["startSequenceNumber"]
    assert payload["eventID"] == f"shardId-000000000000:{payload['kinesis']['sequenceNumber']}"
    assert payload["eventSourceARN"] == arn


# https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
def test_a_mapping_starts_where_it_says(aws, stream, start, eventually):
    arn = stream("old")
    time.sleep(1.1)
    moment = int(time.time())
    put(aws, arn, "new")
    latest = start(aws, arn, position="LATEST")
    at_timestamp = start(aws, arn, position="AT_TIMESTAMP", StartingPositionTimestamp=moment)
    put(aws, arn, "after")

    def check():
        assert " ".join(latest()) == "after"
        assert " ".join(at_timestamp()) == "new after"

    eventually(check)
    (mapping,) = [
        each
        for each in aws("lambda").list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
        if each["StartingPosition"] == "AT_TIMESTAMP"
    ]
    assert mapping["StartingPositionTimestamp"].timestamp() == moment


# https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
def test_a_consumer_is_read_with_its_permission(aws, stream, start, eventually):
    arn = stream("a")
    consumer = aws("kinesis").register_stream_consumer(StreamARN=arn, ConsumerName="c")["Consumer"]["ConsumerARN"]
    with pytest.raises(ClientError, match="Cannot access stream"):
        start(aws, consumer, read(arn))
    batches = start(aws, consumer, read(arn), read(consumer, "SubscribeToShard"))

    def check():
        assert batches() == ["a"]

    eventually(check)


def test_the_role_needs_each_permission_on_the_stream(aws, stream, start):
    arn = stream()
    message = "DescribeStream, ListShards, and ListStreams Actions on your stream in IAM"
    for missing in ACTIONS:
        allowed = [name for name in ACTIONS if name != missing]
        with pytest.raises(ClientError, match=message):
            start(aws, arn, read(arn, *allowed))


@pytest.mark.upstream
def test_unpatched_ministack_retries_a_batch_of_kinesis_without_a_limit(unpatched_aws, stream, start, queue):
    failures, arn = queue(unpatched_aws), stream("bad", on=unpatched_aws)
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures.arn}
    start(unpatched_aws, arn, read(arn), send, destination=failures.arn, MaximumRetryAttempts=0)
    assert failures.receive(wait=5) == []
