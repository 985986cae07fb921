"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"""

import json

import pytest

from slipway.harness import unique_name


@pytest.fixture
def dead_letters(queue):
    """``dead_letters(aws, arn)`` sends an event to a target with such a queue; returns the rule and messages.

    ``sender`` is the service that may send to the queue.
    """

    def send(aws, arn, *, sender="events", wait=5):
        events, name, letters = aws("events"), unique_name(), queue(aws)
        rule = events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))["RuleArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": f"{sender}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": letters.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
        aws("sqs").set_queue_attributes(QueueUrl=letters.url, Attributes={"Policy": policy})
        events.put_targets(Rule=name, Targets=[{"Id": "a", "Arn": arn, "DeadLetterConfig": {"Arn": letters.arn}}])
        events.put_events(Entries=[{"Source": name, "DetailType": "type", "Detail": '{"a": 1}'}])
        received = aws("sqs").receive_message(QueueUrl=letters.url, WaitTimeSeconds=wait, MessageAttributeNames=["All"])
        return rule, received.get("Messages", [])

    return send


def arn_of(target, service, resource):
    return f"arn:aws:{service}:{target.region}:{target.access_key_id}:{resource}"


def test_an_event_whose_target_does_not_exist_is_kept(aws, target, dead_letters):
    for service, resource in (
        ("lambda", "function:none"),
        ("sqs", "none"),
        ("sns", "none"),
        ("states", "stateMachine:none"),
        ("logs", "log-group:none"),
    ):
        arn = arn_of(target, service, resource)
        rule, (message,) = dead_letters(aws, arn)
        assert json.loads(message["Body"])["detail"] == {"a": 1}
        attributes = {name: each["StringValue"] for name, each in message["MessageAttributes"].items()}
        assert attributes.pop("ERROR_MESSAGE")
        assert attributes == {"RULE_ARN": rule, "TARGET_ARN": arn, "ERROR_CODE": "NO_RESOURCE"}


def test_an_event_is_kept_that_a_log_group_does_not_accept(aws, target, dead_letters, unique_name):
    aws("logs").create_log_group(logGroupName=unique_name)
    _, (message,) = dead_letters(aws, arn_of(target, "logs", f"log-group:{unique_name}"))
    assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"


# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
def test_an_event_is_kept_that_the_policy_of_its_target_denies(aws, queue, dead_letters, unique_name):
    closed = queue(aws)
    topic = aws("sns").create_topic(Name=unique_name)["TopicArn"]  # its default policy allows the account only
    for arn in (closed.arn, topic):
        _, (message,) = dead_letters(aws, arn)
        assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
    assert closed.receive(wait=0) == []
    closed.open_to("sns")
    assert dead_letters(aws, closed.arn)[1]


def test_a_topic_that_allows_it_gets_the_event(aws, queue, dead_letters, unique_name):
    reached, sns = queue(aws), aws("sns")
    reached.open_to("sns")
    topic = sns.create_topic(Name=unique_name)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=reached.arn)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    assert dead_letters(aws, topic, wait=0)[1] == []
    assert len(reached.receive()) == 1


def test_the_queues_policy_must_allow_it(aws, target, dead_letters):
    assert dead_letters(aws, arn_of(target, "sqs", "none"), sender="sns", wait=0)[1] == []


def test_an_event_that_is_delivered_is_not_a_dead_letter(aws, queue, dead_letters):
    reached = queue(aws)
    reached.open_to("events")
    assert dead_letters(aws, reached.arn, wait=0)[1] == []
    assert len(reached.receive()) == 1


@pytest.mark.upstream
def test_unpatched_ministack_drops_the_event(unpatched_aws, unpatched_target, dead_letters):
    assert dead_letters(unpatched_aws, arn_of(unpatched_target, "sqs", "none"), wait=2)[1] == []
