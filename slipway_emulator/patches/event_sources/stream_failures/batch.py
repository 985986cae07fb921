"""What becomes of a batch of stream records after an invocation. Knows nothing of MiniStack."""

import dataclasses
from typing import Any

StreamRecord = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a mapping says about failures; the names are those of CreateEventSourceMapping.

    Attributes:
        maximum_retry_attempts: -1 is no limit.
        maximum_record_age_in_seconds: -1 is no limit.
        bisect_batch_on_function_error: split a failed batch in two.
        report_batch_item_failures: the function says where it failed.
    """

    maximum_retry_attempts: int = -1
    maximum_record_age_in_seconds: int = -1
    bisect_batch_on_function_error: bool = False
    report_batch_item_failures: bool = False

    @classmethod
    def of(cls, mapping: dict[str, Any]) -> "Limits":
        """Return the limits of a mapping as GetEventSourceMapping describes it."""
        return cls(
            maximum_retry_attempts=mapping.get("MaximumRetryAttempts", -1),
            maximum_record_age_in_seconds=mapping.get("MaximumRecordAgeInSeconds", -1),
            bisect_batch_on_function_error=mapping.get("BisectBatchOnFunctionError", False),
            report_batch_item_failures="ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []),
        )


@dataclasses.dataclass(frozen=True)
class Batch:
    """Records that go to the function in one event.

    Attributes:
        records: with their positions in the stream, oldest first.
        end: position behind the batch; records that the filter left out lie before it too.
        retries: invocations with the first record at the head of a batch, beyond the first such one.
        invocations: all invocations that the first record was in.
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
        """Return how many records, from the first on, are older than the mapping wants them."""
        age = limits.maximum_record_age_in_seconds
        if age < 0:
            return 0
        return sum(now - created_at(record) > age for _, record in self.records)


def created_at(record: StreamRecord) -> float:
    """Return when the item changed, in seconds since 1970."""
    return float(record["dynamodb"]["ApproximateCreationDateTime"])


def first_failure(batch: Batch, response: object, limits: Limits) -> int | None:
    """Return the index of the first record that the function reports as failed, None if it reports none.

    A report that doesn't name a record of the batch fails the whole batch: index 0.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html#streams-batchfailurereporting-conditions

    Args:
        batch: what the function was given.
        response: what it returned.
        limits: of the mapping.
    """
    if not limits.report_batch_item_failures or not response:
        return None
    failures: Any = response.get("batchItemFailures") if isinstance(response, dict) else [response]
    if not failures:
        return None
    indexes = {record["dynamodb"]["SequenceNumber"]: index for index, (_, record) in enumerate(batch.records)}
    try:
        return min(indexes[failure["itemIdentifier"]] for failure in failures)
    except (KeyError, TypeError):
        return 0


def retried(batch: Batch, failed: int, limits: Limits) -> list[Batch]:
    """Return the batches to invoke the function with next, none if the batch is to be given up.

    Splitting a batch uses up no retry. What is given up is ``batch.part(failed)``.

    Args:
        batch: what the function was given.
        failed: index of the first record that failed; those before it are done.
        limits: of the mapping.
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
