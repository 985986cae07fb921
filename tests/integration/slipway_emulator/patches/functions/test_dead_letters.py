"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq"""

import json

import pytest

FAILING = "def handler(event, context):\n    raise RuntimeError('a' * event['length'])\n"
SEND = {"Effect": "Allow", "Action": ["sqs:SendMessage", "sns:Publish"], "Resource": "*"}


@pytest.fixture
def dead_letter(function, queue):
    """``dead_letter(aws, event)`` returns what the queue of a failing function gets for an event."""

    def get(aws, event):
        letters = queue(aws)
        arn = function(aws, FAILING, SEND, DeadLetterConfig={"TargetArn": letters.arn})
        name, _, alias = arn.rpartition(":")
        aws("lambda").put_function_event_invoke_config(FunctionName=name, Qualifier=alias, MaximumRetryAttempts=0)
        aws("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload=json.dumps(event))
        received = aws("sqs").receive_message(QueueUrl=letters.url, WaitTimeSeconds=20, MessageAttributeNames=["All"])
        return received["Messages"][0]

    return get


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json
def test_the_queue_gets_the_event_and_the_reason(aws, dead_letter):
    letter = dead_letter(aws, {"length": 3})
    attributes = {name: (each["DataType"], each["StringValue"]) for name, each in letter["MessageAttributes"].items()}
    assert json.loads(letter["Body"]) == {"length": 3}
    assert attributes.pop("RequestID")[0] == "String"
    assert attributes == {"ErrorCode": ("Number", "200"), "ErrorMessage": ("String", "aaa")}


def test_the_message_is_cut_off_after_1_kb(aws, dead_letter):
    letter = dead_letter(aws, {"length": 2000})
    assert letter["MessageAttributes"]["ErrorMessage"]["StringValue"] == "a" * 1024


@pytest.mark.upstream
def test_unpatched_ministack_sends_an_invocation_record(unpatched_aws, function, queue):
    letters = queue(unpatched_aws)
    arn = function(unpatched_aws, FAILING, DeadLetterConfig={"TargetArn": letters.arn}).rpartition(":")[0]
    unpatched_aws("lambda").put_function_event_invoke_config(FunctionName=arn, MaximumRetryAttempts=0)
    unpatched_aws("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload='{"length": 1}')
    assert json.loads(letters.receive()[0])["requestPayload"] == {"length": 1}
