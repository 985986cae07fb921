"""https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html

The messages: https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import json

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

NO_GROUP = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics"
NO_ID = (
    "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
    "provided explicitly"
)
NOT_FIFO = (
    "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is "
    "not valid for this topic type"
)
STANDARD_QUEUE = (
    "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
)
POLICY = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}


def create(aws, **attributes):
    name = f"{unique_name()}.fifo"
    return aws("sns").create_topic(Name=name, Attributes={"FifoTopic": "true", **attributes})["TopicArn"]


def create_queue(aws, *, fifo):
    attributes = {"FifoQueue": "true"} if fifo else {}
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName=unique_name() + ".fifo" * fifo, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    document = json.dumps({"Version": "2012-10-17", "Statement": {**POLICY, "Resource": arn}})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    return url, arn


def attributes_of(aws, url):
    (message,) = aws("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=5, AttributeNames=["All"])["Messages"]
    return message["Attributes"]


def error_of(call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_a_message_needs_a_group_and_an_id(aws):
    sns, topic = aws("sns"), create(aws)
    assert error_of(sns.publish, TopicArn=topic, Message="a") == ("InvalidParameter", NO_GROUP)
    assert error_of(sns.publish, TopicArn=topic, Message="a", MessageGroupId="g") == ("InvalidParameter", NO_ID)
    for entry, message in (({}, NO_GROUP), ({"MessageGroupId": "g"}, NO_ID)):
        entries = [{"Id": "1", "Message": "a", **entry}]
        found = error_of(sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries)
        assert found == ("InvalidParameter", message)


def test_a_message_of_a_standard_topic_has_no_id(aws, unique_name):
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]
    found = error_of(aws("sns").publish, TopicArn=topic, Message="a", MessageDeduplicationId="a")
    assert found == ("InvalidParameter", NOT_FIFO)


def test_a_fifo_queue_gets_a_number_and_a_standard_queue_no_group(aws):
    topic = create(aws, ContentBasedDeduplication="true")
    (fifo, fifo_arn), (standard, standard_arn) = create_queue(aws, fifo=True), create_queue(aws, fifo=False)
    for arn in (fifo_arn, standard_arn):
        aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    aws("sns").publish(TopicArn=topic, Message="a", MessageGroupId="g")
    received = attributes_of(aws, fifo)
    assert (received["MessageGroupId"], received["SequenceNumber"].isdigit()) == ("g", True)
    assert not {"MessageGroupId", "MessageDeduplicationId", "SequenceNumber"} & attributes_of(aws, standard).keys()


def test_the_dead_letter_queue_of_a_fifo_subscription_is_a_fifo_queue(aws):
    sns, topic = aws("sns"), create(aws)
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=create_queue(aws, fifo=True)[1])["SubscriptionArn"]
    for fifo in (True, False):
        policy = json.dumps({"deadLetterTargetArn": create_queue(aws, fifo=fifo)[1]})
        attribute = {"SubscriptionArn": arn, "AttributeName": "RedrivePolicy", "AttributeValue": policy}
        if fifo:
            sns.set_subscription_attributes(**attribute)
        else:
            assert error_of(sns.set_subscription_attributes, **attribute) == ("InvalidParameter", STANDARD_QUEUE)


@pytest.mark.upstream
def test_unpatched_ministack_gives_a_standard_queue_the_group(unpatched_aws):
    topic = create(unpatched_aws, ContentBasedDeduplication="true")
    url, arn = create_queue(unpatched_aws, fifo=False)
    unpatched_aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    unpatched_aws("sns").publish(TopicArn=topic, Message="a", MessageGroupId="g")
    assert attributes_of(unpatched_aws, url)["MessageGroupId"] == "g"
