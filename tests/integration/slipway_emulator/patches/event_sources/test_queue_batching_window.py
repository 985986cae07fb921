"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching"""

import time

import pytest

from ..conftest import LOGS, READ_QUEUES

SOURCE = """
def handler(event, context):
    print("batch:", *sorted(record["body"] for record in event["Records"]))
"""


@pytest.fixture
def mapped(function, queue, log_of):
    """``mapped(aws, **settings)`` returns a queue with a mapping, and a function that returns the delivered batches."""

    def make(aws, **settings):
        source, arn = queue(aws), function(aws, SOURCE, LOGS, READ_QUEUES)
        aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source.arn, **settings)

        def batches():
            return [line.removeprefix("batch: ") for line in log_of(aws, arn) if line.startswith("batch:")]

        return source, batches

    return make


def test_a_batch_waits_for_the_window(aws, mapped, eventually):
    source, batches = mapped(aws, MaximumBatchingWindowInSeconds=4)
    source.send("a")
    time.sleep(1.5)
    source.send("b")

    def check():
        assert batches() == ["a b"]

    eventually(check)


def test_a_full_batch_does_not_wait(aws, mapped, eventually):
    source, batches = mapped(aws, BatchSize=2, MaximumBatchingWindowInSeconds=300)
    source.send("a")
    source.send("b")

    def check():
        assert batches() == ["a b"]

    eventually(check)


@pytest.mark.upstream
def test_unpatched_ministack_does_not_wait_for_the_window(unpatched_aws, mapped, eventually):
    source, batches = mapped(unpatched_aws, MaximumBatchingWindowInSeconds=300)
    source.send("a")

    def check():
        assert batches() == ["a"]

    eventually(check)
