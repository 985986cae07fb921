"""https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting-conditions"""

import json

import pytest

from ..conftest import LOGS, READ_QUEUES

# Returns the response for the first invocation, and None, which is success, for later ones.
SOURCE = """
import json

def handler(event, context):
    records = event["Records"]
    print("batch:", *sorted(record["body"] for record in records))
    if records[0]["attributes"]["ApproximateReceiveCount"] == "1":
        first = min(records, key=lambda record: record["body"])
        return json.loads({response!r}.replace("FIRST", first["messageId"]))
"""
INVALID = [
    {"batchItemFailures": [{"itemIdentifier": ""}]},
    {"batchItemFailures": [{"itemIdentifier": None}]},
    {"batchItemFailures": [{"itemIdentifier": "unknown"}]},
    {"batchItemFailures": [{"itemIdentifier": "FIRST"}, {"itemIdentifier": "unknown"}]},
    {"batchItemFailures": [{"itemId": "FIRST"}]},
    {"batchItemFailures": ["FIRST"]},
    {"batchItemFailures": "FIRST"},
    "text",
    [1],
]
SUCCESS = [None, {}, {"batchItemFailures": None}, {"batchItemFailures": []}, {"other": 1}]


@pytest.fixture
def batches_of(function, queue, log_of):
    """``batches_of(aws, response)`` maps a queue of two messages to a function that first returns the response."""

    def make(aws, response, **settings):
        source = queue(aws, VisibilityTimeout="1")
        arn = function(aws, SOURCE.format(response=json.dumps(response)), LOGS, READ_QUEUES, Timeout=1)
        for body in ("a", "b"):
            source.send(body)
        aws("lambda").create_event_source_mapping(
            FunctionName=arn,
            EventSourceArn=source.arn,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            MaximumBatchingWindowInSeconds=1,
            **settings,
        )
        return source, lambda: [line.removeprefix("batch: ") for line in log_of(aws, arn) if line.startswith("batch:")]

    return make


@pytest.mark.parametrize("response", INVALID, ids=json.dumps)
def test_an_invalid_report_fails_the_whole_batch(aws, batches_of, eventually, response):
    _, batches = batches_of(aws, response)

    def check():
        assert batches()[:2] == ["a b", "a b"]

    eventually(check)


@pytest.mark.parametrize("response", SUCCESS, ids=json.dumps)
def test_a_report_without_failures_is_success(aws, batches_of, eventually, response):
    source, batches = batches_of(aws, response)

    def check():
        assert source.count() == 0
        assert batches() == ["a b"]

    eventually(check)


def test_only_a_reported_message_is_retried(aws, batches_of, eventually):
    _, batches = batches_of(aws, {"batchItemFailures": [{"itemIdentifier": "FIRST"}]})

    def check():
        assert batches() == ["a b", "a"]

    eventually(check)


def test_an_excluded_message_is_deleted_even_if_the_others_fail(aws, batches_of, eventually):
    filters = {"Filters": [{"Pattern": json.dumps({"body": ["a"]})}]}
    source, batches = batches_of(aws, {"batchItemFailures": [{"itemIdentifier": ""}]}, FilterCriteria=filters)

    def check():
        assert batches() == ["a", "a"]
        assert source.count() == 0

    eventually(check)


@pytest.mark.upstream
def test_unpatched_ministack_deletes_the_messages_after_an_invalid_report(unpatched_aws, batches_of, eventually):
    source, batches = batches_of(unpatched_aws, {"batchItemFailures": [{"itemId": "FIRST"}]})

    def check():
        assert batches() == ["a b"]
        assert source.count() == 0

    eventually(check)
