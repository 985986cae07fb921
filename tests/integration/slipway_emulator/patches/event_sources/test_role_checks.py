"""https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions"""

import json

import pytest
from botocore.exceptions import ClientError

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
SOURCE = """
def handler(event, context):
    print("batch:", len(event["Records"]))
"""
QUEUE_ACTIONS = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
STREAM_ACTIONS = ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"]


def allow(actions, resource):
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def without(actions, missing):
    return [action for action in actions if action != missing]


@pytest.mark.parametrize("missing", QUEUE_ACTIONS)
def test_a_mapping_of_a_queue_needs_each_permission_on_that_queue(aws, function, queue, missing):
    source = queue(aws)
    elsewhere = allow(missing, queue(aws).arn)
    arn = function(aws, SOURCE, allow(without(QUEUE_ACTIONS, missing), source.arn), elsewhere)

    with pytest.raises(ClientError) as refused:
        aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn)

    action = missing.removeprefix("sqs:")
    assert refused.value.response["Error"] == {
        "Code": "InvalidParameterValueException",
        "Message": f"The function execution role does not have permissions to call {action} on SQS",
    }


@pytest.mark.parametrize("missing", STREAM_ACTIONS)
def test_a_mapping_of_a_stream_needs_each_permission_on_that_stream(aws, function, stream_table, missing):
    stream = stream_table(aws).stream_arn
    arn = function(aws, SOURCE, allow(without(STREAM_ACTIONS, missing), stream))

    with pytest.raises(ClientError) as refused:
        aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=stream, StartingPosition="LATEST")

    assert refused.value.response["Error"] == {
        "Code": "InvalidParameterValueException",
        "Message": f"Cannot access stream {stream}. Please ensure the role can perform the GetRecords, "
        "GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.",
    }


def test_an_on_failure_destination_needs_the_permission_to_send_to_it(aws, function, stream_table, queue, unique_name):
    stream = stream_table(aws).stream_arn
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    arn = function(aws, SOURCE, allow(STREAM_ACTIONS, stream))

    for destination, call in [(queue(aws).arn, "SendMessage on SQS"), (topic, "Publish on SNS")]:
        with pytest.raises(ClientError, match=f"does not have permissions to call {call}"):
            aws("lambda").create_event_source_mapping(
                FunctionName=arn,
                EventSourceArn=stream,
                StartingPosition="LATEST",
                DestinationConfig={"OnFailure": {"Destination": destination}},
            )


def test_a_mapping_can_not_be_updated_to_a_function_whose_role_lacks_permissions(aws, function, queue):
    source = queue(aws)
    mapping = aws("lambda").create_event_source_mapping(
        FunctionName=function(aws, SOURCE, allow(QUEUE_ACTIONS, source.arn)), EventSourceArn=source.arn
    )

    with pytest.raises(ClientError, match="does not have permissions to call ReceiveMessage on SQS"):
        aws("lambda").update_event_source_mapping(UUID=mapping["UUID"], FunctionName=function(aws, SOURCE))


def test_delivery_stops_without_the_permission_and_continues_with_it(
    aws, role, function, queue, stream_table, log_of, eventually
):
    source, table = queue(aws), stream_table(aws)
    grants = [LOGS, allow(QUEUE_ACTIONS, source.arn), allow(STREAM_ACTIONS, table.stream_arn)]
    role_arn = role(aws, *grants)
    functions = [function(aws, SOURCE, role_arn=role_arn) for _ in range(2)]
    of_queue, of_stream = (
        aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=event_source, **position)["UUID"]
        for arn, event_source, position in [
            (functions[0], source.arn, {}),
            (functions[1], table.stream_arn, {"StartingPosition": "LATEST"}),
        ]
    )

    def put_policy(*statements):
        aws("iam").put_role_policy(
            RoleName=role_arn.rpartition("/")[2],
            PolicyName="policy",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
        )

    def batches():
        return ["batch: 1" in log_of(aws, arn) for arn in functions]

    put_policy(LOGS)
    source.send("body")
    table.put("id")

    def refused():
        for mapping, action in [(of_queue, "sqs:ReceiveMessage"), (of_stream, "dynamodb:GetRecords")]:
            result = aws("lambda").get_event_source_mapping(UUID=mapping).get("LastProcessingResult", "")
            assert result.startswith("PROBLEM: User: arn:aws:sts::")
            assert f"is not authorized to perform: {action} on resource" in result

    eventually(refused)
    assert batches() == [False, False]
    put_policy(*grants)

    def delivered():
        assert batches() == [True, True]

    eventually(delivered)


def test_the_decisions_about_the_poller_are_recorded(aws, local_aws, function, queue, eventually):
    source = queue(aws)
    arn = function(aws, SOURCE, allow(QUEUE_ACTIONS, source.arn))
    role_arn = aws("lambda").get_function(FunctionName=arn)["Configuration"]["Role"]
    aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn)

    decisions = [json.loads(line) for line in local_aws.iam_decisions_file.read_text().splitlines()]
    of_role = [decision for decision in decisions if decision["principal"] == role_arn]
    assert {(each["action"], each["resource"], each["allowed"]) for each in of_role} == {
        (action, source.arn, True) for action in QUEUE_ACTIONS
    }


@pytest.mark.upstream
def test_unpatched_ministack_delivers_without_the_permission_to_read(
    unpatched_aws, function, queue, log_of, eventually
):
    source = queue(unpatched_aws)
    arn = function(unpatched_aws, SOURCE, LOGS)
    unpatched_aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn)
    source.send("body")

    def check():
        assert "batch: 1" in log_of(unpatched_aws, arn)

    eventually(check)
