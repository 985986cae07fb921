import pytest
from metric_sums import metric_sums

from slipway.harness import eventually

SOURCE = "def handler(event, context):\n    if event:\n        raise ValueError\n"


def sums(aws, *names, **dimensions):
    return metric_sums(aws, "AWS/Lambda", names, dimensions)


def invoke(aws, arn, payload, kind="RequestResponse"):
    return aws("lambda").invoke(FunctionName=arn, Payload=payload, InvocationType=kind)


def test_an_invocation_is_counted_by_function_and_alias(aws, function):
    arn = function(aws, SOURCE)
    name = arn.split(":")[6]
    for payload in ("{}", "{}", '{"a": 1}'):
        invoke(aws, arn, payload)
    metrics = ("Invocations", "Errors", "Throttles")
    expected = {"Invocations": 3, "Errors": 1, "Throttles": 0}
    assert sums(aws, *metrics, FunctionName=name) == expected
    assert sums(aws, *metrics, FunctionName=name, Resource=f"{name}:live") == expected
    assert sums(aws, *metrics, FunctionName=name, Resource=f"{name}:live", ExecutedVersion="1") == expected
    assert sums(aws, "ConcurrentExecutions", FunctionName=name) == {"ConcurrentExecutions": 3}
    assert sums(aws, "Duration", FunctionName=name)["Duration"] > 0


def test_a_throttled_invocation_is_none(aws, function):
    arn = function(aws, SOURCE)
    name = arn.split(":")[6]
    aws("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    with pytest.raises(aws("lambda").exceptions.TooManyRequestsException) as error:
        invoke(aws, arn, "{}")
    calls = 1 + error.value.response["ResponseMetadata"]["RetryAttempts"]
    expected = {"Invocations": 0, "Errors": 0, "Throttles": calls}
    assert sums(aws, *expected, FunctionName=name) == expected


def test_an_asynchronous_invocation_is_counted_when_it_has_run(aws, function):
    arn = function(aws, SOURCE)
    name = arn.split(":")[6]
    aws("lambda").put_function_event_invoke_config(FunctionName=name, Qualifier="live", MaximumRetryAttempts=0)
    invoke(aws, arn, '{"a": 1}', "Event")

    def is_dropped():
        expected = {"AsyncEventsReceived": 1, "Invocations": 1, "Errors": 1, "AsyncEventsDropped": 1}
        assert sums(aws, *expected, FunctionName=name) == expected

    eventually(is_dropped, timeout=20)


def test_a_dead_letter_that_cannot_be_sent_is_counted(aws, function, queue):
    failures = queue(aws)
    arn = function(aws, SOURCE, DeadLetterConfig={"TargetArn": failures.arn})
    name = arn.split(":")[6]
    aws("lambda").put_function_event_invoke_config(FunctionName=name, Qualifier="live", MaximumRetryAttempts=0)
    invoke(aws, arn, '{"a": 1}', "Event")

    def is_counted():
        expected = {"DeadLetterErrors": 1, "AsyncEventsDropped": 1, "DestinationDeliveryFailures": 0}
        assert sums(aws, *expected, FunctionName=name) == expected

    eventually(is_counted, timeout=20)
    assert failures.count() == 0


def test_records_of_a_stream_have_an_age(aws, function, stream_table):
    table = stream_table(aws)
    read = [f"dynamodb:{name}" for name in ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")]
    arn = function(aws, "def handler(event, context): pass", {"Effect": "Allow", "Action": read, "Resource": "*"})
    name = arn.split(":")[6]
    aws("lambda").create_event_source_mapping(
        FunctionName=arn, EventSourceArn=table.stream_arn, StartingPosition="TRIM_HORIZON"
    )
    table.put("a")

    def is_read():
        assert sums(aws, "Invocations", FunctionName=name) == {"Invocations": 1}
        assert sums(aws, "IteratorAge", FunctionName=name)["IteratorAge"] > 0

    eventually(is_read, timeout=20)


@pytest.mark.upstream
def test_unpatched_ministack_counts_a_failed_asynchronous_invocation_as_a_success(unpatched_aws, function, log_of):
    logs = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    arn = function(unpatched_aws, SOURCE, logs)
    invoke(unpatched_aws, arn, '{"a": 1}', "Event")

    def has_failed():
        assert any("ValueError" in line for line in log_of(unpatched_aws, arn))

    eventually(has_failed, timeout=20)
    assert sums(unpatched_aws, "Errors", FunctionName=arn.split(":")[6]) == {"Errors": 0}
