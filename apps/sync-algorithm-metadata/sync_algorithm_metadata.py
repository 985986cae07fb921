"""Writes the metadata of algorithm versions whose package tests are complete; the frontend is built from it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from completed_version import AlgorithmType, CompletedVersion, read_record
from metadata_object import SLOWEST_UPDATE, update
from runtime.aws import SLOWEST_CALL
from runtime.dead_letters import give_up
from runtime.events import Context, batch_response, log_failure, process_batch
from runtime.tracing import Span

_Record = Mapping[str, Any]
_Versions = list[tuple[_Record, CompletedVersion]]
_Completed = dict[AlgorithmType, _Versions]
_Errors = dict[str, Exception]


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Write a batch of stream records to the metadata objects, with at most one write for each type of algorithm.

    A record that can never be written is given up.

    Returns:
        The first record that was not written. Lambda delivers it again with all later ones.
    """
    completed: _Completed = defaultdict(list)
    errors: _Errors = {}
    process_batch(
        event["Records"], partial(_read, completed), context, seconds=0, dead_letter=partial(_record_error, errors)
    )
    unwritten = process_batch(
        completed.items(),
        _write,
        context,
        seconds=SLOWEST_UPDATE + SLOWEST_CALL,
        dead_letter=partial(_record_errors, errors),
    )
    unstarted = {_number(record) for _, versions in unwritten for record, _ in versions}
    return batch_response(_first_to_retry(event["Records"], unstarted, errors, context))


def _read(completed: _Completed, record: _Record, span: Span) -> None:
    """Add the version in a record to the completed ones."""
    span.name = "read"
    span.fields |= {"sequenceNumber": _number(record), "streamEventId": str(record.get("eventID"))}
    algorithm_type, version = read_record(record)
    completed[algorithm_type].append((record, version))


def _number(record: _Record) -> str:
    number: str = record["dynamodb"]["SequenceNumber"]
    return number


def _write(versions_of_type: tuple[AlgorithmType, _Versions], span: Span) -> None:
    """Write the versions of one type to its metadata object."""
    algorithm_type, found = versions_of_type
    versions = [version for _, version in found]
    span.name = "write"
    span.fields["type"] = algorithm_type.value
    span.fields["versions"] = ", ".join(f"{version.algorithm} {version.version}" for version in versions)
    span.message = "metadata written" if update(algorithm_type, versions) else "metadata unchanged"


def _record_error(errors: _Errors, record: _Record, error: Exception) -> bool:
    errors[_number(record)] = error
    return True


def _record_errors(errors: _Errors, versions_of_type: tuple[AlgorithmType, _Versions], error: Exception) -> bool:
    errors |= {_number(record): error for record, _ in versions_of_type[1]}
    return True


def _first_to_retry(
    records: Sequence[_Record], unstarted: Collection[str], errors: _Errors, context: Context
) -> list[str]:
    """Give up the failed records until the first one that must be retried, and return the number of that one.

    Lambda delivers all records behind it again. So those that can't be written are given up later, or each delivery
    would send them to the dead-letter queue again.
    """
    for record in records:
        number = _number(record)
        if number in unstarted or (number in errors and not _try_to_give_up(context, record, errors[number])):
            return [number]
    return []


def _try_to_give_up(context: Context, record: _Record, error: Exception) -> bool:
    if context.get_remaining_time_in_millis() < SLOWEST_CALL * 1000:
        return False
    try:
        return give_up(context, record, error)
    except Exception as failure:  # noqa: BLE001 - the dead-letter queue can't be reached: the record is retried
        log_failure(failure, {"sequenceNumber": _number(record)})
        return False
