"""The texts were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events_inputs.snapshot.json
"""

import json

import pytest

DETAIL = {"list": ["ACTIVE", "INACTIVE"], "id": 7}


@pytest.fixture
def received(unique_name, queue):
    """``received(aws, **input)`` returns the body of the message that a queue gets for an event, with this input."""

    def make(aws, **settings):
        target = queue(aws)
        aws("sqs").set_queue_attributes(
            QueueUrl=target.url, Attributes={"Policy": allow("sqs:SendMessage", target.arn)}
        )
        return send(aws, unique_name, target, target.arn, settings)

    return make


def allow(action, arn):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com", "sns.amazonaws.com"]},
        "Action": action,
        "Resource": arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def send(aws, name, queue, target_arn, settings):
    """Put an event for a target, and return what the queue receives."""
    events = aws("events")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "a", "Arn": target_arn, **settings}])
    events.put_events(Entries=[{"Source": name, "DetailType": "a", "Detail": json.dumps(DETAIL)}])
    (message,) = aws("sqs").receive_message(QueueUrl=queue.url, WaitTimeSeconds=5)["Messages"]
    return message["Body"]


def template(text, **paths):
    return {"InputTransformer": {"InputPathsMap": paths, "InputTemplate": text}}


def test_the_event_is_compact_json(aws, received):
    body = received(aws)
    assert json.dumps(json.loads(body), separators=(",", ":")) == body


def test_a_list_in_a_text_is_compact_without_quotation_marks(aws, received):
    text = received(aws, **template('"<list> and <detail>"', list="$.detail.list", detail="$.detail"))
    assert text == '"[ACTIVE,INACTIVE] and {list:[ACTIVE,INACTIVE],id:7}"'


def test_the_event_of_a_template_has_another_name_for_its_type(aws, received):
    found = json.loads(received(aws, **template('{"a": <aws.events.event>, "b": <aws.events.event.json>}')))
    assert (found["a"]["detailType"], "detail-type" in found["a"], found["b"]["detail-type"]) == ("a", False, "a")


def test_a_topic_gets_it_without_a_subject(aws, queue, unique_name):
    target, topic = queue(aws), aws("sns").create_topic(Name=unique_name)["TopicArn"]
    aws("sqs").set_queue_attributes(QueueUrl=target.url, Attributes={"Policy": allow("sqs:SendMessage", target.arn)})
    aws("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allow("sns:Publish", topic))
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=target.arn)
    message = json.loads(send(aws, unique_name, target, topic, {}))
    assert "Subject" not in message
    assert '"detail":{"list":["ACTIVE","INACTIVE"],"id":7}' in message["Message"]


@pytest.mark.upstream
def test_unpatched_ministack_puts_spaces_into_it(unpatched_aws, received):
    assert '", "' in received(unpatched_aws)
