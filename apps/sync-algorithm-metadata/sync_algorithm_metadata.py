"""Writes the metadata of the algorithms' tested versions, from which the frontend is built."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from completed_version import AlgorithmType, CompletedVersion, read_record
from metadata_object import SLOWEST_UPDATE, update
from runtime.events import Context, log_failure, time_for

_Numbered = tuple[str, CompletedVersion]

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Write what a stream's batch says into the metadata objects, one write for each type of algorithm at most.

    A record at fault fails alone: the mapping tries it again, and sends it to its on-failure destination in the end.

    Returns:
        The records that are not in the metadata.
    """
    completed, failed = _read(event["Records"])
    for algorithm_type, versions in completed.items():
        if not (
            time_for(context, SLOWEST_UPDATE) and _is_written(algorithm_type, [version for _, version in versions])
        ):
            failed += [number for number, _ in versions]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in sorted(failed, key=int)]}


def _read(records: Iterable[Mapping[str, Any]]) -> tuple[dict[AlgorithmType, list[_Numbered]], list[str]]:
    """Return what the records say, by type and each with its record's number, and the numbers of those at fault."""
    completed: dict[AlgorithmType, list[_Numbered]] = defaultdict(list)
    failed = []
    for record in records:
        number: str = record["dynamodb"]["SequenceNumber"]
        try:
            algorithm_type, version = read_record(record)
        except Exception as error:  # noqa: BLE001 - one record's fault, whatever it is, is none of the others'
            log_failure(error, {"sequenceNumber": number, "streamEventId": str(record.get("eventID"))})
            failed.append(number)
        else:
            completed[algorithm_type].append((number, version))
    return completed, failed


def _is_written(algorithm_type: AlgorithmType, versions: list[CompletedVersion]) -> bool:
    about = {
        "type": algorithm_type.value,
        "versions": ", ".join(f"{each.algorithm} {each.version}" for each in versions),
    }
    try:
        written = update(algorithm_type, versions)
    except Exception as error:  # noqa: BLE001 - whatever it is, the records are tried again and the other types go on
        log_failure(error, about)
        return False
    _logger.info("metadata written" if written else "metadata unchanged", extra=about)
    return True
