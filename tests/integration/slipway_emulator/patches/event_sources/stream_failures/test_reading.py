"""https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html"""

import json
import time


def test_records_that_the_filter_excludes_are_skipped(aws, start, eventually):
    pattern = json.dumps({"dynamodb": {"Keys": {"id": {"S": [{"anything-but": ["b", "c"]}]}}}})
    mapping = start(
        aws,
        "reports",
        MaximumRetryAttempts=1,
        FilterCriteria={"Filters": [{"Pattern": pattern}]},
    )

    def check():
        assert mapping.batches() == ["a bad d", "bad d"]

    eventually(check)
    mapping.table.put("b", "e")

    def continues():
        assert mapping.batches()[2:] == ["e"]

    eventually(continues)


def test_a_batch_smaller_than_the_batch_size_waits_for_the_batching_window(aws, start, eventually):
    mapping = start(aws, "raises", ids=["a"], MaximumBatchingWindowInSeconds=3)
    time.sleep(1)
    mapping.table.put("b")

    def check():
        assert mapping.batches() == ["a b"]

    eventually(check)


def test_a_slow_function_does_not_delay_other_mappings(aws, start, eventually):
    slow = start(aws, "sleeps", ids=["a"])

    mapping = start(aws, "raises", ids=["b"])

    def check():
        assert mapping.batches() == ["b"]

    eventually(check)
    assert slow.batches() == []
