"""Splits and retries a batch of stream records after an invocation. It is independent of MiniStack."""

import dataclasses
from typing import Any

StreamRecord = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Limits:
    """A mapping's settings for failures, named as in CreateEventSourceMapping.

    Attributes:
        maximum_retry_attempts: -1 means no limit.
        maximum_record_age_in_seconds: -1 means no limit.
        bisect_batch_on_function_error: split a failed batch in two.
        report_batch_item_failures: the function reports the records that failed.
    """

    maximum_retry_attempts: int = -1
    maximum_record_age_in_seconds: int = -1
    bisect_batch_on_function_error: bool = False
    report_batch_item_failures: bool = False

    @classmethod
    def of(cls, mapping: dict[str, Any]) -> "Limits":
        """Return the limits of a mapping, as described by GetEventSourceMapping."""
        return cls(
            maximum_retry_attempts=mapping.get("MaximumRetryAttempts", -1),
            maximum_record_age_in_seconds=mapping.get("MaximumRecordAgeInSeconds", -1),
            bisect_batch_on_function_error=mapping.get("BisectBatchOnFunctionError", False),
            report_batch_item_failures="ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []),
        )


@dataclasses.dataclass(frozen=True)
class Batch:
    """Records that the function gets in one event.

    Attributes:
        records: records with their positions in the stream, oldest first.
        end: position after the batch, and after the records that the filter excluded.
        retries: invocations with the first record at the start of a batch, not counting the first of them.
        invocations: all invocations with the first record.
    """

    records: tuple[tuple[int, StreamRecord], ...]
    end: int
    retries: int = 0
    invocations: int = 0

    def part(self, start: int, stop: int | None = None) -> "Batch":
        """Return the records from index ``start`` up to, not including, index ``stop``."""
        end = self.end if stop is None else self.records[stop][0]
        return dataclasses.replace(self, records=self.records[start:stop], end=end)

    def expired(self, limits: Limits, now: float) -> int:
        """Return the number of records, from the first on, that are older than the maximum age."""
        age = limits.maximum_record_age_in_seconds
        if age < 0:
            return 0
        return sum(now - created_at(record) > age for _, record in self.records)


def created_at(record: StreamRecord) -> float:
    """Return when the item changed, or when Kinesis got the record, in seconds since 1970."""
    if "kinesis" in record:
        return float(record["kinesis"]["approximateArrivalTimestamp"])
    return float(record["dynamodb"]["ApproximateCreationDateTime"])


def sequence_number(record: StreamRecord) -> str:
    """Return the sequence number of a record of an event, by which a function reports its failure."""
    if "kinesis" in record:
        return str(record["kinesis"]["sequenceNumber"])
    return str(record["dynamodb"]["SequenceNumber"])


def first_failure(batch: Batch, response: object, limits: Limits) -> int | None:
    """Return the index of the first record that the function reports as failed, None if it reports none.

    If it reports something other than a record of the batch, the whole batch failed: index 0.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html#streams-batchfailurereporting-conditions

    Args:
        batch: the function's input.
        response: the function's return value.
        limits: limits of the mapping.
    """
    if not limits.report_batch_item_failures or not response:
        return None
    failures: Any = response.get("batchItemFailures") if isinstance(response, dict) else [response]
    if not failures:
        return None
    indexes = {sequence_number(record): index for index, (_, record) in enumerate(batch.records)}
    try:
        return min(indexes[failure["itemIdentifier"]] for failure in failures)
    except (KeyError, TypeError):
        return 0


def retried(batch: Batch, failed: int, limits: Limits) -> list[Batch]:
    """Return the batches to invoke the function with next, none if the batch must be discarded.

    Splitting a batch doesn't count as a retry. The part to discard is ``batch.part(failed)``.

    Args:
        batch: the function's input.
        failed: index of the first record that failed; those before it are processed.
        limits: limits of the mapping.
    """
    rest = dataclasses.replace(batch.part(failed), retries=0 if failed else batch.retries)
    if limits.bisect_batch_on_function_error and failed:
        return [rest]
    if limits.bisect_batch_on_function_error and len(rest.records) > 1:
        middle = len(rest.records) // 2
        return [rest.part(0, middle), rest.part(middle)]
    if 0 <= limits.maximum_retry_attempts <= rest.retries:
        return []
    return [dataclasses.replace(rest, retries=rest.retries + 1)]
