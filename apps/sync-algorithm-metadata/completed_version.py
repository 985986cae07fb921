"""An algorithm version whose package tests are complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from runtime.events import UnprocessableError

COMPLETE = "PACKAGE_TESTS_COMPLETE"
"""The only phase that passes the filter of the event source mapping."""


class AlgorithmType(StrEnum):
    """The purpose of an algorithm. There is one metadata object for each type."""

    RECOMMENDATION = "recommendation"
    SEARCH = "search"
    SIMILARITY = "similarity"


@dataclass(frozen=True)
class CompletedVersion:
    """The metadata of a version, as the frontend shows it.

    Attributes:
        algorithm: the algorithm's name; with ``version``, the key in the table.
        version: the algorithm's version.
        title: the algorithm's title.
        description: the version's description.
        completed_at: the time at which the tests were complete, in ISO 8601 in UTC.
        sequence_number: the stream record's sequence number.
    """

    algorithm: str
    version: str
    title: str
    description: str
    completed_at: str
    sequence_number: str

    @property
    def position(self) -> tuple[datetime, int]:
        """The place of the change among those of the same item, by which a late or repeated record is recognized.

        Sequence numbers order the changes of an item within one stream, and mean nothing across streams: a table that
        was restored from a backup has another stream. The time, in whole seconds, orders the streams. The number is
        compared as an integer: as a string, "9" would be greater than "13".
        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Restore.Tutorial.html
        """
        return datetime.fromisoformat(self.completed_at), int(self.sequence_number)


def read_record(record: Mapping[str, Any]) -> tuple[AlgorithmType, CompletedVersion]:
    """Return the type and the version in a stream record.

    Raises:
        UnprocessableError: the record does not describe a completed version.
    """
    try:
        change = record["dynamodb"]
        item = change["NewImage"]
        time = datetime.fromtimestamp(change["ApproximateCreationDateTime"], UTC)
        number = str(int(change["SequenceNumber"]))
        if (phase := _text(item, "phase")) != COMPLETE:
            raise UnprocessableError(
                f"the phase is {phase!r}, not {COMPLETE!r}: the filter of the event source mapping is wrong"
            )
        shown = {name: _text(item, name) for name in ("algorithm", "version", "title", "description")}
        version = CompletedVersion(**shown, completed_at=time.isoformat(), sequence_number=number)
        return _type(_text(item, "type")), version
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnprocessableError(f"malformed record: {error!r}") from error


def _text(item: Mapping[str, Mapping[str, Any]], name: str) -> str:
    value = item.get(name, {}).get("S")
    if not isinstance(value, str) or not value.strip():
        raise UnprocessableError(f"{name} is missing, blank or not a string")
    return value


def _type(name: str) -> AlgorithmType:
    try:
        return AlgorithmType(name)
    except ValueError:
        raise UnprocessableError(f"the type {name!r} is none of {', '.join(AlgorithmType)}") from None
