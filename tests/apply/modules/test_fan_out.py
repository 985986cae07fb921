"""What is published reaches the queues it is meant for, as it was published, and in the end the dead letters."""

import json

import pytest

EXAMPLE = "fan-out/complete"


@pytest.fixture
def sqs(stack, aws):
    """Return the client, with all queues empty."""
    client = aws("sqs")
    for queue in stack.outputs["queues"].values():
        for url in (queue["url"], queue["dead_letter_queue_url"]):
            while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
                for message in messages:
                    client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return client


def publish(aws, stack, kind):
    attributes = {"Type": {"DataType": "String", "StringValue": kind}}
    message = json.dumps({"id": "1", "type": kind})
    aws("sns").publish(TopicArn=stack.outputs["topic_arn"], Message=message, MessageAttributes=attributes)
    return message


def test_queue_gets_the_message_itself_with_its_attributes(stack, aws, sqs, eventually):
    published = publish(aws, stack, "MovieCreated")

    def arrived():
        messages = sqs.receive_message(QueueUrl=stack.outputs["queues"]["email"]["url"], MessageAttributeNames=["All"])
        assert messages.get("Messages")
        return messages["Messages"][0]

    message = eventually(arrived)
    assert message["Body"] == published
    assert message["MessageAttributes"]["Type"]["StringValue"] == "MovieCreated"


def test_queue_with_a_filter_gets_what_fits_it_only(stack, aws, sqs, eventually):
    publish(aws, stack, "MovieCreated")
    deleted = publish(aws, stack, "MovieDeleted")

    def arrived():
        found = sqs.receive_message(QueueUrl=stack.outputs["queues"]["audit"]["url"], MaxNumberOfMessages=10)
        assert [message["Body"] for message in found.get("Messages", [])] == [deleted]

    eventually(arrived)


def test_message_received_too_often_becomes_a_dead_letter(stack, aws, sqs, eventually):
    queue = stack.outputs["queues"]["audit"]
    deleted = publish(aws, stack, "MovieDeleted")

    def is_dead():
        sqs.receive_message(QueueUrl=queue["url"], VisibilityTimeout=0)
        dead = sqs.receive_message(QueueUrl=queue["dead_letter_queue_url"], VisibilityTimeout=0).get("Messages", [])
        assert [message["Body"] for message in dead] == [deleted]

    assert queue["max_receive_count"] == 5
    eventually(is_dead)


def test_nobody_but_the_topic_may_send_by_the_queues_policies(stack, aws):
    for queue in stack.outputs["queues"].values():
        for url in (queue["url"], queue["dead_letter_queue_url"]):
            attributes = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
            allowed = [item for item in json.loads(attributes["Policy"])["Statement"] if item["Effect"] == "Allow"]
            assert [item["Principal"] for item in allowed] == [{"Service": "sns.amazonaws.com"}]
            assert stack.outputs["topic_arn"] in json.dumps(allowed[0]["Condition"])


def test_a_fifo_queue_gets_the_bodies_that_fit_in_order_and_once(examples, aws, eventually):
    outputs = examples.outputs("fan-out/fifo")
    bodies = [json.dumps({"order": {"total": total}}) for total in (100, 5, 300, 200, 300)]
    for body in bodies:
        aws("sns").publish(TopicArn=outputs["topic_arn"], Message=body, MessageGroupId="a")
    found = []

    def arrived():
        url = outputs["queues"]["large"]["url"]
        for message in aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            found.append(message["Body"])
            aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        assert len(found) >= 3

    eventually(arrived)
    assert found == [bodies[0], bodies[2], bodies[3]]
