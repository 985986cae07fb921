"""https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html"""

import json
import re
import time


def test_the_destination_queue_gets_the_documented_invocation_record(aws, start, queue):
    failures = queue(aws)
    mapping = start(
        aws,
        "raises",
        destination=failures.arn,
        statements=[{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures.arn}],
        MaximumRetryAttempts=1,
    )

    (body,) = failures.receive()

    record = json.loads(body)
    request_id = record["requestContext"].pop("requestId")
    assert re.fullmatch(r"[0-9a-f-]{36}", request_id)
    assert record["requestContext"] == {
        "functionArn": mapping.function_arn,
        "condition": "RetryAttemptsExhausted",
        "approximateInvokeCount": 2,
    }
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "1",
        "functionError": "Unhandled",
    }
    assert record["version"] == "1.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record["timestamp"])
    batch = record["DDBStreamBatchInfo"]
    assert (batch["batchSize"], batch["streamArn"]) == (5, mapping.table.stream_arn)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", batch["approximateArrivalOfFirstRecord"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", batch["approximateArrivalOfLastRecord"])
    streams = aws("dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=mapping.table.stream_arn)["StreamDescription"]["Shards"]
    assert batch["shardId"] == shard["ShardId"]
    iterator = streams.get_shard_iterator(
        StreamArn=mapping.table.stream_arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    numbers = [
        record["dynamodb"]["SequenceNumber"] for record in streams.get_records(ShardIterator=iterator)["Records"]
    ]
    assert (batch["startSequenceNumber"], batch["endSequenceNumber"]) == (numbers[0], numbers[-1])


def test_the_destination_can_be_a_topic(aws, start, queue, unique_name):
    failures = queue(aws)
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": failures.arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow})
    aws("sqs").set_queue_attributes(QueueUrl=failures.url, Attributes={"Policy": policy})
    aws("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=failures.arn, Attributes={"RawMessageDelivery": "true"}
    )
    publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}

    start(aws, "raises", destination=topic, statements=[publish], MaximumRetryAttempts=0)

    (body,) = failures.receive()
    assert json.loads(body)["DDBStreamBatchInfo"]["batchSize"] == 5


def test_records_older_than_the_maximum_age_are_discarded_without_an_invocation(aws, start, queue, eventually):
    failures = queue(aws)
    mapping = start(
        aws,
        "raises",
        destination=failures.arn,
        statements=[{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures.arn}],
        Enabled=False,
        # AWS accepts 60 or more: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
        MaximumRecordAgeInSeconds=1,
    )
    time.sleep(2.1)  # creation times are whole seconds
    aws("lambda").update_event_source_mapping(UUID=mapping.id, Enabled=True)

    (body,) = failures.receive()

    assert json.loads(body)["requestContext"]["condition"] == "RecordAgeExceeded"
    assert json.loads(body)["DDBStreamBatchInfo"]["batchSize"] == 5
    assert mapping.batches() == []
