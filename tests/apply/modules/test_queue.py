"""A queue between an EventBridge rule and its consumer."""

import json

EXAMPLE = "queue/complete"
MAX_RECEIVE_COUNT = 20


def attribute(sqs, url, name):
    return json.loads(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def test_an_event_that_is_never_processed_becomes_a_dead_letter(stack, aws, eventually):
    sqs, url = aws("sqs"), stack.outputs["url"]
    event = {"Source": "example.orders", "DetailType": "Order", "Detail": '{"id": 1}'}
    assert aws("events").put_events(Entries=[event])["FailedEntryCount"] == 0

    message = eventually(lambda: _there(sqs.receive_message(QueueUrl=url)))
    assert json.loads(message["Body"])["detail"] == {"id": 1}
    for _ in range(MAX_RECEIVE_COUNT - 1):
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        message = _there(sqs.receive_message(QueueUrl=url))
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)

    letter = _there(sqs.receive_message(QueueUrl=stack.outputs["dead_letter_queue_url"]))
    assert letter["Body"] == message["Body"]


def _there(response):
    (message,) = response.get("Messages", [])
    return message


def test_only_this_queue_may_use_its_dead_letter_queue(stack, aws):
    sqs = aws("sqs")
    allowed = attribute(sqs, stack.outputs["dead_letter_queue_url"], "RedriveAllowPolicy")
    arn = sqs.get_queue_attributes(QueueUrl=stack.outputs["url"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    assert allowed == {"redrivePermission": "byQueue", "sourceQueueArns": [arn]}


def test_a_bucket_may_send_only_while_it_is_of_the_same_account(stack, aws):
    statements = attribute(aws("sqs"), stack.outputs["url"], "Policy")["Statement"]
    (statement,) = [each for each in statements if each["Sid"] == "S3"]
    account = aws("sts").get_caller_identity()["Account"]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": account}
