"""A version of an algorithm whose package tests are complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from runtime.events import UnprocessableError

COMPLETE = "PACKAGE_TESTS_COMPLETE"
"""The phase that the mapping's filter lets through."""


class AlgorithmType(StrEnum):
    """What an algorithm is for; there is one metadata object of each."""

    RECOMMENDATION = "recommendation"
    SEARCH = "search"
    SIMILARITY = "similarity"


@dataclass(frozen=True)
class CompletedVersion:
    """What the frontend shows of a version.

    Attributes:
        algorithm: with ``version``, the key in the table.
        version: of the algorithm.
        title: of the algorithm.
        description: of the version.
        completed_at: when the tests were complete, in ISO 8601, UTC.
        sequence_number: of the stream's record. It grows with each change of the same item, which is how a record
            that comes late or twice is told from a newer one: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
    """

    algorithm: str
    version: str
    title: str
    description: str
    completed_at: str
    sequence_number: str


def read_record(record: Mapping[str, Any]) -> tuple[AlgorithmType, CompletedVersion]:
    """Return what a record of the table's stream says.

    Raises:
        UnprocessableError: it is no record of a completed version; the message says what is wrong.
    """
    try:
        change = record["dynamodb"]
        item = change["NewImage"]
        time = datetime.fromtimestamp(change["ApproximateCreationDateTime"], UTC)
        number = str(int(change["SequenceNumber"]))
        if (phase := _text(item, "phase")) != COMPLETE:
            raise UnprocessableError(
                f"the phase is {phase!r}, not {COMPLETE!r}: the mapping's filter lets too much through"
            )
        shown = {name: _text(item, name) for name in ("algorithm", "version", "title", "description")}
        version = CompletedVersion(**shown, completed_at=time.isoformat(), sequence_number=number)
        return _type(_text(item, "type")), version
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnprocessableError(f"malformed record: {error!r}") from error


def _text(item: Mapping[str, Mapping[str, Any]], name: str) -> str:
    value = item.get(name, {}).get("S")
    if not isinstance(value, str) or not value.strip():
        raise UnprocessableError(f"{name} is missing, or no text")
    return value


def _type(name: str) -> AlgorithmType:
    try:
        return AlgorithmType(name)
    except ValueError:
        raise UnprocessableError(f"the type {name!r} is none of {', '.join(AlgorithmType)}") from None
