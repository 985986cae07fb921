import pytest


def mapping_of_stream(aws, stream_table, function):
    arn = function(aws, "def handler(event, context):\n    pass\n", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    return aws("lambda").create_event_source_mapping(
        EventSourceArn=stream_table(aws).stream_arn, FunctionName=arn, StartingPosition="LATEST", Enabled=False
    )


def test_a_stream_has_batches_of_100(aws, stream_table, function):
    """https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"""
    mapping = mapping_of_stream(aws, stream_table, function)
    assert mapping["BatchSize"] == 100
    assert aws("lambda").get_event_source_mapping(UUID=mapping["UUID"])["BatchSize"] == 100


def test_a_queue_has_batches_of_10(aws, queue, function):
    arn = function(aws, "def handler(event, context):\n    pass\n", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    create = aws("lambda").create_event_source_mapping
    assert create(EventSourceArn=queue(aws).arn, FunctionName=arn, Enabled=False)["BatchSize"] == 10
    assert create(EventSourceArn=queue(aws).arn, FunctionName=arn, Enabled=False, BatchSize=3)["BatchSize"] == 3


def test_a_kinesis_stream_has_batches_of_100(aws, function, unique_name):
    kinesis = aws("kinesis")
    kinesis.create_stream(StreamName=unique_name, ShardCount=1)
    stream = kinesis.describe_stream(StreamName=unique_name)["StreamDescription"]["StreamARN"]
    arn = function(aws, "def handler(event, context):\n    pass\n", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    mapping = aws("lambda").create_event_source_mapping(
        EventSourceArn=stream, FunctionName=arn, StartingPosition="LATEST", Enabled=False
    )
    assert mapping["BatchSize"] == 100


@pytest.mark.upstream
def test_unpatched_ministack_has_batches_of_10(unpatched_aws, stream_table, function):
    assert mapping_of_stream(unpatched_aws, stream_table, function)["BatchSize"] == 10
