"""https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html

The messages: https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

LIMIT = 256 * 1024
NOT_A_TYPE = (
    "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is "
    "Binary, Number, and String."
)


def entry(id_="1", message="a", **more):
    return {"Id": id_, "Message": message, **more}


@pytest.mark.parametrize(
    ("entries", "code", "message"),
    [
        (
            [entry(str(number)) for number in range(11)],
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.",
        ),
        (
            [entry(), entry()],
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
        ),
        (
            [entry("message.id")],
            "InvalidBatchEntryId",
            "The Id of a batch entry in the batch request contains an impermissible character: message.id",
        ),
        (
            [entry("a" * 81)],
            "InvalidBatchEntryId",
            f"The Id of a batch entry in the batch request is too long: {'a' * 81}",
        ),
        (
            [entry("1", "a" * (LIMIT // 2)), entry("2", "b" * (LIMIT // 2 + 1))],
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
        ),
        (
            [
                entry("1", "a" * (LIMIT - 12), MessageAttributes={"attr1": {"DataType": "Number", "StringValue": "1"}}),
                entry("2", "b"),
            ],
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
        ),
        (
            [entry(message='{"sqs": "a"}', MessageStructure="json"), entry("2")],
            "InvalidParameter",
            "Invalid parameter: Message Structure - No default entry in JSON message body",
        ),
        (
            [entry(MessageAttributes={"attr1": {"DataType": "String.", "StringValue": "a"}})],
            "ParameterValueInvalid",
            NOT_A_TYPE,
        ),
    ],
)
def test_a_batch_is_refused_as_a_whole(aws, unique_name, entries, code, message):
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    with pytest.raises(ClientError) as error:
        aws("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert error.value.response["Error"]["Code"] == code
    assert error.value.response["Error"]["Message"] == message


def test_other_batches_are_accepted(aws, unique_name):
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    for entries in (
        [entry(str(number)) for number in range(10)],
        [entry("a" * 80), entry("valid-message_123")],
        [entry("1", "a" * (LIMIT - 1)), entry("2", "b")],
        [entry(MessageAttributes={"attr1": {"DataType": "String.  prefixed.", "StringValue": "a"}})],
    ):
        response = aws("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
        assert [each["Id"] for each in response["Successful"]] == [each["Id"] for each in entries]
        assert response["Failed"] == []
