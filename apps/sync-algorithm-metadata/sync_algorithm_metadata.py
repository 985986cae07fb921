"""Writes the metadata of algorithm versions whose package tests are complete; the frontend is built from it."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from completed_version import AlgorithmType, CompletedVersion, read_record
from metadata_object import SLOWEST_UPDATE, update
from runtime.events import Context, LogFields, batch_response, process_batch

_Record = Mapping[str, Any]
_Numbered = tuple[str, CompletedVersion]
"""A version with the sequence number of its record."""
_Completed = dict[AlgorithmType, list[_Numbered]]

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Write a batch of stream records to the metadata objects, with at most one write for each type of algorithm.

    Returns:
        The records that were not written. Lambda retries them, and then sends them to the on-failure destination.
    """
    completed: _Completed = defaultdict(list)
    unread = process_batch(event["Records"], partial(_read, completed), context, seconds=0)
    unwritten = process_batch(completed.items(), _write, context, seconds=SLOWEST_UPDATE)
    failed = [*map(_number, unread), *(number for _, versions in unwritten for number, _ in versions)]
    return batch_response(sorted(failed, key=int))


def _read(completed: _Completed, record: _Record, fields: LogFields) -> None:
    """Add the version in a record to the completed ones."""
    fields |= {"sequenceNumber": _number(record), "streamEventId": str(record.get("eventID"))}
    algorithm_type, version = read_record(record)
    completed[algorithm_type].append((_number(record), version))


def _number(record: _Record) -> str:
    number: str = record["dynamodb"]["SequenceNumber"]
    return number


def _write(versions_of_type: tuple[AlgorithmType, list[_Numbered]], fields: LogFields) -> None:
    """Write the versions of one type to its metadata object."""
    algorithm_type, numbered = versions_of_type
    versions = [version for _, version in numbered]
    fields["type"] = algorithm_type.value
    fields["versions"] = ", ".join(f"{version.algorithm} {version.version}" for version in versions)
    is_changed = update(algorithm_type, versions)
    _logger.info("metadata written" if is_changed else "metadata unchanged", extra=fields)
