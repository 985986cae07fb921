"""https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass\n"
READ = {"Effect": "Allow", "Action": ["sqs:*", "dynamodb:*", "kinesis:*"], "Resource": "*"}
STREAM = "arn:aws:dynamodb:eu-central-1:{}:table/missing/stream/2026-01-01T00:00:00.000"


def refused(aws, function_arn, **settings):
    with pytest.raises(ClientError) as error:
        aws("lambda").create_event_source_mapping(FunctionName=function_arn, **settings)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_the_queue_exists(aws, function, queue):
    arn = queue(aws).arn
    found = refused(aws, function(aws, SOURCE, READ), EventSourceArn=f"{arn}-missing")
    message = "The specified queue does not exist."
    assert found[0] == "InvalidParameterValueException"
    assert found[1].endswith(f"SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: {message}")


def test_the_stream_exists(aws, target, function):
    arn = STREAM.replace("eu-central-1", target.region).format(target.access_key_id)
    found = refused(aws, function(aws, SOURCE, READ), EventSourceArn=arn, StartingPosition="LATEST")
    assert found == ("InvalidParameterValueException", f"Stream not found: {arn}")


def test_a_stream_is_read_from_a_position(aws, function, stream_table):
    arn, called = stream_table(aws).stream_arn, function(aws, SOURCE, READ)

    assert "Value null at 'startingPosition' failed to satisfy" in refused(aws, called, EventSourceArn=arn)[1]
    position = {"StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": 1}
    found = refused(aws, called, EventSourceArn=arn, **position)
    assert found[1] == f"Unsupported starting position for arn type: {arn}"


def test_a_source_has_one_mapping_of_a_function(aws, function, queue, stream_table):
    called = function(aws, SOURCE, READ)
    of_stream = {"EventSourceArn": stream_table(aws).stream_arn, "StartingPosition": "LATEST"}
    for source in ({"EventSourceArn": queue(aws).arn}, of_stream):
        settings = {**source, "Enabled": False}
        id_ = aws("lambda").create_event_source_mapping(FunctionName=called, **settings)["UUID"]

        code, message = refused(aws, called, **settings)

        assert (code, message.endswith(f"delete the existing mapping with UUID {id_}")) == (
            "ResourceConflictException",
            True,
        )
        unqualified = called.removesuffix(":live")
        aws("lambda").create_event_source_mapping(FunctionName=unqualified, **settings)


def test_the_message_stays_invisible_while_the_function_runs(aws, function, queue):
    called, source = function(aws, SOURCE, READ, Timeout=60), queue(aws).arn
    message = "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"
    assert refused(aws, called, EventSourceArn=source) == ("InvalidParameterValueException", message)
    quick = function(aws, SOURCE, READ, Timeout=30)
    id_ = aws("lambda").create_event_source_mapping(FunctionName=quick, EventSourceArn=source, Enabled=False)["UUID"]
    with pytest.raises(ClientError, match=message):
        aws("lambda").update_event_source_mapping(UUID=id_, FunctionName=called)


def test_a_large_batch_needs_a_window(aws, function, queue):
    called, source = function(aws, SOURCE, READ), queue(aws).arn
    message = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
    assert refused(aws, called, EventSourceArn=source, BatchSize=15)[1] == message
    settings = {"BatchSize": 15, "MaximumBatchingWindowInSeconds": 1, "Enabled": False}
    mapping = aws("lambda").create_event_source_mapping(FunctionName=called, EventSourceArn=source, **settings)
    with pytest.raises(ClientError, match=message):
        aws("lambda").update_event_source_mapping(UUID=mapping["UUID"], MaximumBatchingWindowInSeconds=0)


def test_a_mapping_has_a_source_and_a_function(aws, function, queue):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""
    called, source, invalid = function(aws, SOURCE, READ), queue(aws).arn, "InvalidParameterValueException"
    assert refused(aws, called) == (invalid, "Unrecognized event source.")
    assert refused(aws, "nowhere", EventSourceArn=source) == (invalid, "Function does not exist")
    destination = {"OnFailure": {"Destination": source}}
    unsupported = "Unsupported DestinationConfig parameter for given event source mapping type."
    assert refused(aws, called, EventSourceArn=source, DestinationConfig=destination) == (invalid, unsupported)
    missing, client = {"UUID": "11111111-1111-1111-1111-111111111111"}, aws("lambda")
    for call in (
        client.get_event_source_mapping,
        client.update_event_source_mapping,
        client.delete_event_source_mapping,
    ):
        with pytest.raises(ClientError, match="The resource you requested does not exist"):
            call(**missing)


@pytest.mark.upstream
def test_unpatched_ministack_creates_a_mapping_of_a_missing_queue(unpatched_aws, function, queue):
    called, arn = function(unpatched_aws, SOURCE), f"{queue(unpatched_aws).arn}-missing"
    unpatched_aws("lambda").create_event_source_mapping(FunctionName=called, EventSourceArn=arn)
