"""https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html"""

import functools
import json

import pytest

TRACE = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"


def _add_header(header, request, **_):
    if header:
        request.headers["X-Amzn-Trace-Id"] = header


def trace_headers(aws, queue, unique_name):
    """Publish with a trace header, then without one; return those of the messages in the queue."""
    target, topic = queue(aws), aws("sns").create_topic(Name=unique_name)["TopicArn"]
    statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": {**statement, "Resource": target.arn}})
    aws("sqs").set_queue_attributes(QueueUrl=target.url, Attributes={"Policy": policy})
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=target.arn)
    events = aws("sns").meta.events
    found = []
    for header in TRACE, "":
        add = functools.partial(_add_header, header)
        events.register("before-send.sns.Publish", add, unique_id=unique_name)
        aws("sns").publish(TopicArn=topic, Message="a")
        events.unregister("before-send.sns.Publish", unique_id=unique_name)
        names = {"QueueUrl": target.url, "MessageSystemAttributeNames": ["AWSTraceHeader"], "WaitTimeSeconds": 10}
        (message,) = aws("sqs").receive_message(**names)["Messages"]
        found.append(message.get("Attributes", {}).get("AWSTraceHeader"))
    return found


def test_a_queue_gets_the_trace_header_of_the_request(aws, queue, unique_name):
    assert trace_headers(aws, queue, unique_name) == [TRACE, None]


@pytest.mark.upstream
def test_unpatched_ministack_drops_the_trace_header(unpatched_aws, queue, unique_name):
    assert trace_headers(unpatched_aws, queue, unique_name) == [None, None]
