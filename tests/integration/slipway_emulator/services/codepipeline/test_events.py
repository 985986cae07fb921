import json

import pytest

from slipway.harness import unique_name


@pytest.fixture
def pipeline_events(aws, eventually):
    """The name for a pipeline, and ``read(count)``, which waits for this many events of the pipeline.

    A rule sends the events to a queue.
    """
    name = unique_name()
    sqs, eventbridge = aws("sqs"), aws("events")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [statement]})})
    pattern = {"source": ["aws.codepipeline"], "detail": {"pipeline": [name]}}
    eventbridge.put_rule(Name=name, EventPattern=json.dumps(pattern))
    eventbridge.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])

    def read(count):
        events = []

        def check():
            messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            events.extend(json.loads(message["Body"]) for message in messages)
            assert len(events) >= count

        eventually(check)
        return events

    yield name, read
    eventbridge.remove_targets(Rule=name, Ids=["queue"])
    eventbridge.delete_rule(Name=name)


def test_a_failed_execution_sends_events_with_the_action_and_its_error(site, wait_for_end, pipeline_events):
    name, read = pipeline_events
    site.create([site.invoke("Say", {"fail": "the cache is on fire"})], name=name)
    wait_for_end(name)
    events = read(10)
    states = [(event["detail-type"].split()[1], event["detail"]["state"]) for event in events]
    assert states == [
        ("Pipeline", "STARTED"),
        ("Stage", "STARTED"),
        ("Action", "STARTED"),
        ("Action", "SUCCEEDED"),
        ("Stage", "SUCCEEDED"),
        ("Stage", "STARTED"),
        ("Action", "STARTED"),
        ("Action", "FAILED"),
        ("Stage", "FAILED"),
        ("Pipeline", "FAILED"),
    ]
    failed = events[7]
    assert failed["source"] == "aws.codepipeline"
    assert failed["resources"][0].endswith(f":{name}")
    assert failed["detail"]["execution-result"]["external-execution-summary"] == "the cache is on fire"
    assert failed["detail"]["type"]["provider"] == "Lambda"
    assert {event["detail"]["execution-id"] for event in events} == {failed["detail"]["execution-id"]}
