"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

LIMIT = 1_048_576
ATTRIBUTE = {"k": {"DataType": "String", "StringValue": "x"}}
ATTRIBUTE_SIZE = len("k") + len("String") + len("x")
NO_ID = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
GROUP = "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."
INVALID = "InvalidParameterValue"


def create(aws, *, fifo=False, **attributes):
    name = unique_name() + ".fifo" * fifo
    attributes = {"FifoQueue": "true", **attributes} if fifo else attributes
    return aws("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def refusal(call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_a_message_is_refused_if_it_is_too_long_with_its_attributes(aws):
    sqs, url = aws("sqs"), create(aws)
    long = "a" * (LIMIT - ATTRIBUTE_SIZE)
    sqs.send_message(QueueUrl=url, MessageBody=long, MessageAttributes=ATTRIBUTE)
    message = "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."
    found = refusal(sqs.send_message, QueueUrl=url, MessageBody=f"{long}a", MessageAttributes=ATTRIBUTE)
    assert found == (INVALID, message)
    entries = [{"Id": "1", "MessageBody": long, "MessageAttributes": ATTRIBUTE}, {"Id": "2", "MessageBody": "a"}]
    assert refusal(sqs.send_message_batch, QueueUrl=url, Entries=entries) == (
        "AWS.SimpleQueueService.BatchRequestTooLong",
        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
    )


def test_a_batch_for_a_fifo_queue_is_refused_as_a_whole(aws):
    sqs, url = aws("sqs"), create(aws, fifo=True)
    entry = {"Id": "1", "MessageBody": "a"}
    whole = {**entry, "Id": "2", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    for more, message in (
        ({"MessageDeduplicationId": "d"}, "The request must contain the parameter MessageGroupId."),
        ({"MessageGroupId": "g"}, NO_ID),
    ):
        found = refusal(sqs.send_message_batch, QueueUrl=url, Entries=[{**entry, **more}, whole])
        assert found == (INVALID, message)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_the_group_of_a_message_has_allowed_characters(aws):
    for group in ("", "a" * 129, "group 123"):
        found = refusal(aws("sqs").send_message, QueueUrl=create(aws), MessageBody="a", MessageGroupId=group)
        assert found == (INVALID, f"Value {group} for parameter MessageGroupId is invalid. Reason: {GROUP}")
    aws("sqs").send_message(QueueUrl=create(aws), MessageBody="a", MessageGroupId="a-b!" * 32)


def test_the_deduplication_id_of_a_message_has_allowed_characters(aws):
    sqs, url = aws("sqs"), create(aws, fifo=True)
    for value in ("", "a" * 129, "group 123"):
        message = {"MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": value}
        reason = GROUP.replace("MessageGroupId", "MessageDeduplicationId")
        expected = f"Value {value} for parameter MessageDeduplicationId is invalid. Reason: {reason}"
        assert refusal(sqs.send_message, QueueUrl=url, **message) == (INVALID, expected)


# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
def test_a_message_is_delayed_for_15_minutes_at_most(aws):
    for delay in (-1, 901):
        assert refusal(aws("sqs").send_message, QueueUrl=create(aws), MessageBody="a", DelaySeconds=delay)[0] == INVALID


# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
def test_an_attribute_has_a_type_and_a_value_of_it(aws):
    sqs, url = aws("sqs"), create(aws)
    attributes = {
        "a": {"DataType": "Number.int", "StringValue": "-1.5e3"},
        "b": {"DataType": "Binary.png", "BinaryValue": b"a"},
    }
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes=attributes)
    for kind, value in (("Text", "a"), ("", "a"), ("Number", "a"), ("Strings", "a")):
        attributes = {"a": {"DataType": kind, "StringValue": value}}
        assert refusal(sqs.send_message, QueueUrl=url, MessageBody="a", MessageAttributes=attributes)[0] == INVALID


# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
def test_an_attribute_has_a_name_and_a_value(aws):
    sqs, url = aws("sqs"), create(aws)
    sqs.send_message(
        QueueUrl=url, MessageBody="a", MessageAttributes={"attr.1øßä": {"StringValue": "a\nb", "DataType": "String"}}
    )
    empty = {"ErrorDetails": {"StringValue": "", "DataType": "String"}}
    message = "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."
    assert refusal(sqs.send_message, QueueUrl=url, MessageBody="a", MessageAttributes=empty) == (INVALID, message)
    for name, value in (("aWs.a", "a"), ("AMAZON.a", "a"), (".a", "a"), ("a..b", "a"), ("a", "a\x08")):
        attributes = {name: {"StringValue": value, "DataType": "String"}}
        code, message = refusal(sqs.send_message, QueueUrl=url, MessageBody="a", MessageAttributes=attributes)
        assert (code, message.startswith("Invalid")) == (INVALID, True)


def test_booleans_of_a_queue_are_kept_in_lower_case(aws):
    sqs, url = aws("sqs"), create(aws, fifo=True, ContentBasedDeduplication="True")
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageGroupId="g")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"ContentBasedDeduplication": "False"})
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["ContentBasedDeduplication"] == "false"


# https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
def test_a_message_has_the_trace_header_of_its_request_or_its_own(aws):
    sqs, url = aws("sqs"), create(aws)
    header = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"
    own = {"AWSTraceHeader": {"DataType": "String", "StringValue": f"{header};own"}}

    def add_header(request, **_):
        request.headers["X-Amzn-Trace-Id"] = header

    sqs.meta.events.register("before-send.sqs", add_header)
    try:
        sqs.send_message(QueueUrl=url, MessageBody="a")
        entries = [{"Id": "1", "MessageBody": "a", "MessageSystemAttributes": own}, {"Id": "2", "MessageBody": "a"}]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)
    finally:
        sqs.meta.events.unregister("before-send.sqs", add_header)
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["AWSTraceHeader"])
    headers = [message["Attributes"]["AWSTraceHeader"] for message in received["Messages"]]
    assert sorted(headers) == [header, header, f"{header};own"]


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_attribute(unpatched_aws):
    attributes = {"AWS.a": {"StringValue": "a\x08", "DataType": "String"}}
    unpatched_aws("sqs").send_message(QueueUrl=create(unpatched_aws), MessageBody="a", MessageAttributes=attributes)
