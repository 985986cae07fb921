"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json"""

import json

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import rules

URL = "http://127.0.0.1/123456789012/a"
NAME, VALUE, PARAMETER = "InvalidAttributeName", "InvalidAttributeValue", "InvalidParameterValueException"


def check(operation, values):
    rules.check("sqs", operation, values, "eu-west-1")


def error(operation, values):
    with pytest.raises(ServiceError) as caught:
        check(operation, values)
    return caught.value.code, caught.value.message


@pytest.mark.parametrize("name", ["a b", "a" * 81, "a.fifo", "a.b", "é"])
def test_a_name_of_a_queue_is_refused(name):
    message = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
    assert error("CreateQueue", {"QueueName": name}) == (PARAMETER, message)


@pytest.mark.parametrize("name", ["a", "a.b.fifo", "a" * 76 + ".fifo"])
def test_a_name_of_a_fifo_queue_is_refused(name):
    code, message = error("CreateQueue", {"QueueName": name, "Attributes": {"FifoQueue": "true"}})
    assert (code, message.startswith("The name of a FIFO queue can only include")) == (PARAMETER, True)


@pytest.mark.parametrize(
    ("name", "value", "code", "message"),
    [
        ("Nothing", "1", NAME, "Unknown Attribute Nothing."),
        ("QueueArn", "a", NAME, "Unknown Attribute QueueArn."),
        ("FifoQueue", "false", NAME, "Unknown Attribute FifoQueue."),
        ("ContentBasedDeduplication", "true", NAME, "Unknown Attribute ContentBasedDeduplication."),
        (
            "DeduplicationScope",
            "queue",
            NAME,
            "You can specify the DeduplicationScope only when FifoQueue is set to true.",
        ),
        ("SqsManagedSseEnabled", "maybe", VALUE, "Invalid value for the parameter SqsManagedSseEnabled."),
        ("RedriveAllowPolicy", "{", VALUE, "Invalid value for the parameter RedriveAllowPolicy."),
        (
            "RedriveAllowPolicy",
            json.dumps({"redrivePermission": "byQueue"}),
            VALUE,
            "Invalid value for the parameter RedriveAllowPolicy.",
        ),
    ],
)
def test_an_attribute_of_a_standard_queue_is_refused(name, value, code, message):
    for operation, target in (("CreateQueue", {"QueueName": "a"}), ("SetQueueAttributes", {"QueueUrl": URL})):
        assert error(operation, {**target, "Attributes": {name: value}}) == (code, message)


def test_a_queue_does_not_change_its_type():
    values = {"QueueUrl": f"{URL}.fifo", "Attributes": {"FifoQueue": "false"}}
    message = "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."
    assert error("SetQueueAttributes", values) == (VALUE, message)


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ("CreateQueue", {"QueueName": "a" * 80, "Attributes": {"SqsManagedSseEnabled": "True"}}),
        ("CreateQueue", {"QueueName": "a" * 75 + ".fifo", "Attributes": {"FifoQueue": "true"}}),
        ("CreateQueue", {"QueueName": "a", "Attributes": {"RedriveAllowPolicy": '{"redrivePermission": "denyAll"}'}}),
        (
            "SetQueueAttributes",
            {"QueueUrl": f"{URL}.fifo", "Attributes": {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}},
        ),
        ("ReceiveMessage", {"QueueUrl": URL, "AttributeNames": ["All", "SenderId", "QueueArn"], "WaitTimeSeconds": 20}),
        ("AddPermission", {"QueueUrl": URL, "Label": "a", "AWSAccountIds": ["123456789012"], "Actions": ["*"]}),
        ("CreateQueue", {}),  # MiniStack's error says what is missing
    ],
)
def test_other_inputs_are_left_to_the_service(operation, values):
    check(operation, values)


@pytest.mark.parametrize(
    ("operation", "values", "code", "message"),
    [
        (
            "ReceiveMessage",
            {"WaitTimeSeconds": 21},
            PARAMETER,
            "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
        ),
        (
            "ReceiveMessage",
            {"WaitTimeSeconds": -1},
            PARAMETER,
            "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
        ),
        ("ReceiveMessage", {"AttributeNames": ["Nothing"]}, NAME, "Unknown Attribute Nothing."),
        ("ReceiveMessage", {"MessageSystemAttributeNames": ["Nothing"]}, NAME, "Unknown Attribute Nothing."),
        ("GetQueueAttributes", {"AttributeNames": ["Nothing"]}, NAME, "Unknown Attribute Nothing."),
        ("TagQueue", {"Tags": {}}, "MissingRequiredParameterException", "The request must contain the parameter Tags."),
    ],
)
def test_an_input_is_refused_with_sqss_message(operation, values, code, message):
    assert error(operation, {"QueueUrl": URL, **values}) == (code, message)


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ("ReceiveMessage", {"VisibilityTimeout": 43_201}),
        ("ChangeMessageVisibility", {"VisibilityTimeout": -1}),
        ("ListQueues", {"MaxResults": 0}),
        ("ListQueues", {"MaxResults": 1001}),
        ("AddPermission", {"Label": "a b", "AWSAccountIds": ["123456789012"], "Actions": ["*"]}),
        ("AddPermission", {"Label": "a", "AWSAccountIds": ["x"], "Actions": ["*"]}),
        ("AddPermission", {"Label": "a", "AWSAccountIds": ["123456789012"], "Actions": ["Nothing"]}),
    ],
)
def test_a_value_out_of_range_is_refused(operation, values):
    assert error(operation, {"QueueUrl": URL, **values})[0] == PARAMETER
