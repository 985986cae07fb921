"""https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"""

import json
import time

import pytest


def test_a_reported_failure_is_retried_from_the_lowest_sequence_number(aws, start, eventually):
    mapping = start(aws, "reports", MaximumRetryAttempts=1)

    def check():
        assert mapping.batches() == ["a b bad c d", "bad c d"]

    eventually(check)
    mapping.table.put("e")

    def continues():
        assert mapping.batches()[2:] == ["e"]
        assert mapping.last_result() == "OK"

    eventually(continues)


def test_a_batch_is_discarded_after_its_retries_and_the_mapping_continues(aws, start, eventually):
    mapping = start(aws, "raises", MaximumRetryAttempts=2)

    def discarded():
        assert mapping.batches() == ["a b bad c d"] * 3
        result = mapping.last_result()
        assert result == "PROBLEM: Function call failed"

    eventually(discarded)
    mapping.table.put("e")

    def continues():
        assert mapping.batches() == ["a b bad c d"] * 3 + ["e"]

    eventually(continues)


def test_a_batch_without_a_limit_is_retried_until_the_function_succeeds(aws, start, eventually):
    mapping = start(aws, "raises", ids=["bad"])

    def retried():
        assert len(mapping.batches()) >= 4

    eventually(retried)
    name = mapping.function_arn.rpartition(":")[0]
    aws("lambda").update_function_configuration(FunctionName=name, Handler="main.patched")
    version = aws("lambda").publish_version(FunctionName=name)["Version"]
    aws("lambda").update_alias(FunctionName=name, Name="live", FunctionVersion=version)

    def done():
        assert mapping.last_result() == "OK"

    eventually(done)


def test_bisecting_discards_only_the_bad_record_and_does_not_count_as_a_retry(aws, start, queue, eventually):
    failures = queue(aws)
    mapping = start(
        aws,
        "raises",
        destination=failures.arn,
        statements=[{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": failures.arn}],
        MaximumRetryAttempts=1,
        BisectBatchOnFunctionError=True,
    )

    def check():
        assert mapping.batches() == ["a b bad c d", "a b", "bad c d", "bad", "bad", "c d"]

    eventually(check)
    (body,) = failures.receive()
    assert json.loads(body)["DDBStreamBatchInfo"]["batchSize"] == 1


def test_a_batch_is_bisected_at_the_reported_failure(aws, start, eventually):
    mapping = start(aws, "reports", MaximumRetryAttempts=0, BisectBatchOnFunctionError=True)

    def check():
        assert mapping.batches() == ["a b bad c d", "bad c d", "bad", "c d"]

    eventually(check)


def test_a_report_without_a_record_of_the_batch_fails_the_whole_batch(aws, start, eventually):
    mapping = start(aws, "reports no record", MaximumRetryAttempts=1)

    def check():
        assert mapping.batches() == ["x", "x"]
        result = mapping.last_result()
        assert result == "PROBLEM: Function call failed"

    eventually(check)


def test_throttling_does_not_count_as_a_retry(aws, start, eventually):
    mapping = start(aws, "raises", ids=["a"], Enabled=False, MaximumRetryAttempts=0)
    name = mapping.function_arn.split(":")[6]
    aws("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    aws("lambda").update_event_source_mapping(UUID=mapping.id, Enabled=True)
    time.sleep(2)  # several attempts
    assert mapping.batches() == []
    aws("lambda").delete_function_concurrency(FunctionName=name)

    def check():
        assert mapping.batches() == ["a"]

    eventually(check)


@pytest.mark.upstream
def test_unpatched_ministack_treats_a_reported_failure_as_success(unpatched_aws, start, eventually):
    mapping = start(unpatched_aws, "reports", MaximumRetryAttempts=1)

    def check():
        result = mapping.last_result()
        assert (mapping.batches(), result) == (["a b bad c d"], "OK - 5 records")

    eventually(check)
