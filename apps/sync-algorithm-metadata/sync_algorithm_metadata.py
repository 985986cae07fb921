"""Writes the metadata of algorithm versions whose package tests are complete; the frontend is built from it."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from completed_version import AlgorithmType, CompletedVersion, read_record
from metadata_object import SLOWEST_UPDATE, update
from runtime.aws import SLOWEST_CALL
from runtime.dead_letters import give_up
from runtime.events import Context, LogFields, batch_response, process_batch

_Record = Mapping[str, Any]
_Versions = list[tuple[_Record, CompletedVersion]]
_Completed = dict[AlgorithmType, _Versions]

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Write a batch of stream records to the metadata objects, with at most one write for each type of algorithm.

    A record that can never be written is given up.

    Returns:
        The records that were not written. Lambda retries them.
    """
    completed: _Completed = defaultdict(list)
    unread = process_batch(
        event["Records"],
        partial(_read, completed),
        context,
        seconds=SLOWEST_CALL,
        dead_letter=partial(give_up, context),
    )
    unwritten = process_batch(
        completed.items(),
        _write,
        context,
        seconds=SLOWEST_UPDATE + SLOWEST_CALL,
        dead_letter=partial(_give_up_versions, context),
    )
    failed = [*unread, *(record for _, versions in unwritten for record, _ in versions)]
    return batch_response(sorted(map(_number, failed), key=int))


def _read(completed: _Completed, record: _Record, fields: LogFields) -> None:
    """Add the version in a record to the completed ones."""
    fields |= {"sequenceNumber": _number(record), "streamEventId": str(record.get("eventID"))}
    algorithm_type, version = read_record(record)
    completed[algorithm_type].append((record, version))


def _number(record: _Record) -> str:
    number: str = record["dynamodb"]["SequenceNumber"]
    return number


def _write(versions_of_type: tuple[AlgorithmType, _Versions], fields: LogFields) -> None:
    """Write the versions of one type to its metadata object."""
    algorithm_type, found = versions_of_type
    versions = [version for _, version in found]
    fields["type"] = algorithm_type.value
    fields["versions"] = ", ".join(f"{version.algorithm} {version.version}" for version in versions)
    is_changed = update(algorithm_type, versions)
    _logger.info("metadata written" if is_changed else "metadata unchanged", extra=fields)


def _give_up_versions(context: Context, versions_of_type: tuple[AlgorithmType, _Versions], error: Exception) -> bool:
    """Give up those records of a type that must not be retried; return whether none is left."""
    _, versions = versions_of_type
    versions[:] = [each for each in versions if not give_up(context, each[0], error)]
    return not versions
