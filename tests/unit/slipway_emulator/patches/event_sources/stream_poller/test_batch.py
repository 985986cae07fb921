"""https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"""

import pytest

from slipway_emulator.patches.event_sources.stream_poller.batch import Batch, Limits, first_failure, retried

REPORTING = Limits(report_batch_item_failures=True)


def batch(size=4, **counts):
    records = [{"dynamodb": {"SequenceNumber": f"n{i}", "ApproximateCreationDateTime": 100 + i}} for i in range(size)]
    # Between two records is one that the filter excluded.
    return Batch(tuple((2 * i, record) for i, record in enumerate(records)), end=2 * size, **counts)


def numbers(batches):
    return [[record["dynamodb"]["SequenceNumber"] for _, record in each.records] for each in batches]


def failures(*identifiers):
    return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in identifiers]}


@pytest.mark.parametrize("response", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_empty_response_is_a_success(response):
    assert first_failure(batch(), response, REPORTING) is None


@pytest.mark.parametrize(
    "response",
    [
        failures(""),
        failures(None),
        failures("n2", "another batch's"),
        {"batchItemFailures": [{"sequenceNumber": "n2"}]},
        {"batchItemFailures": "n2"},
        "n2",
    ],
)
def test_a_report_without_a_record_of_the_batch_fails_the_whole_batch(response):
    assert first_failure(batch(), response, REPORTING) == 0


def test_the_lowest_sequence_number_counts():
    assert first_failure(batch(), failures("n3", "n1", "n2"), REPORTING) == 1


def test_a_report_is_ignored_unless_the_mapping_is_configured_for_it():
    assert first_failure(batch(), failures("n1"), Limits()) is None


def test_a_batch_without_limits_is_always_retried_as_a_whole():
    (again,) = retried(batch(retries=20_000), 0, Limits())

    assert (numbers([again]), again.retries) == ([["n0", "n1", "n2", "n3"]], 20_001)


@pytest.mark.parametrize(("maximum", "retries", "is_retried"), [(0, 0, False), (2, 1, True), (2, 2, False)])
def test_a_batch_is_discarded_after_its_retries(maximum, retries, is_retried):
    assert bool(retried(batch(retries=retries), 0, Limits(maximum_retry_attempts=maximum))) is is_retried


def test_the_records_from_the_first_failure_on_have_their_own_retries():
    (again,) = retried(batch(retries=2), 1, Limits(maximum_retry_attempts=2))

    assert (numbers([again]), again.retries, again.end) == ([["n1", "n2", "n3"]], 1, 8)


def test_a_split_does_not_count_as_a_retry_and_sets_the_end_of_each_half():
    limits = Limits(maximum_retry_attempts=2, bisect_batch_on_function_error=True)

    halves = retried(batch(size=5, retries=2, invocations=3), 0, limits)

    assert numbers(halves) == [["n0", "n1"], ["n2", "n3", "n4"]]
    assert [(half.retries, half.invocations, half.end) for half in halves] == [(2, 3, 4), (2, 3, 10)]


def test_a_batch_is_split_at_the_reported_failure():
    limits = Limits(maximum_retry_attempts=0, bisect_batch_on_function_error=True)

    assert numbers(retried(batch(), 1, limits)) == [["n1", "n2", "n3"]]


def test_a_single_record_is_not_split():
    limits = Limits(maximum_retry_attempts=0, bisect_batch_on_function_error=True)

    assert retried(batch(size=1), 0, limits) == []


@pytest.mark.parametrize(("age", "expired"), [(-1, 0), (60, 0), (58, 2), (10, 4)])
def test_only_records_older_than_the_maximum_age_are_expired(age, expired):
    assert batch().expired(Limits(maximum_record_age_in_seconds=age), now=160) == expired


def test_the_limits_are_those_of_the_mapping_with_no_limit_as_the_default():
    mapping = {"MaximumRetryAttempts": 3, "MaximumRecordAgeInSeconds": 60, "BisectBatchOnFunctionError": True}

    assert Limits.of(mapping) == Limits(3, 60, True)
    assert Limits.of({"FunctionResponseTypes": ["ReportBatchItemFailures"]}) == REPORTING
