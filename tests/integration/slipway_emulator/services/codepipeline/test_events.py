import json

import pytest

from slipway.harness import unique_name


@pytest.fixture
def heard(aws, eventually):
    """``heard(…)`` is a list that grows with the events of a pipeline, read from a queue that a rule sends them to."""
    name = unique_name()
    sqs, events = aws("sqs"), aws("events")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [statement]})})
    pattern = {"source": ["aws.codepipeline"], "detail": {"pipeline": [name]}}
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])

    def read(count):
        found = []

        def check():
            taken = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in taken:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.extend(json.loads(message["Body"]) for message in taken)
            assert len(found) >= count

        eventually(check)
        return found

    yield name, read
    events.remove_targets(Rule=name, Ids=["queue"])
    events.delete_rule(Name=name)


def test_a_failure_is_told_with_the_action_and_its_reason(site, ended, heard):
    name, read = heard
    site.create([site.invoke("Say", {"fail": "the cache is on fire"})], name=name)
    ended(name)
    events = read(10)
    told = [(event["detail-type"].split()[1], event["detail"]["state"]) for event in events]
    assert told == [
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
