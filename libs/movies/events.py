"""Events about movies, as published to SNS and consumed from SQS."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NoReturn, Self

from json_schema.validator import find_error
from movies.movie import FIELDS, Movie
from movies.schema import MOVIE_SCHEMA

VERSION = 1


class EventType(StrEnum):
    """The change of a movie, and the message attribute ``Type`` by which subscriptions filter."""

    CREATED = "MovieCreated"
    UPDATED = "MovieUpdated"
    DELETED = "MovieDeleted"


@dataclass(frozen=True)
class MovieEvent:
    """A change of a movie.

    Attributes:
        id: the same for every delivery of the event; consumers are idempotent on it.
        type: the kind of change.
        time: the time of the change, in ISO 8601 with an offset.
        correlation_id: the correlation id of the request that made the change.
        movie: the movie after the change, or before its deletion.
        revision: the number of the change among the changes of the movie, from 1; a deletion has the highest. Events
            may arrive in another order. 0 if it is unknown; any number if the item was not written through the API.
        traceparent: the span that published the event, as W3C's ``traceparent``; empty if it is unknown.
        tracestate: what other tracing systems have added to its trace, as W3C's ``tracestate``; usually empty.
    """

    id: str
    type: EventType
    time: str
    correlation_id: str
    movie: Movie
    revision: float = 0
    traceparent: str = ""
    tracestate: str = ""

    def to_json(self) -> str:
        """Return the body of the message."""
        return json.dumps(
            {
                "id": self.id,
                "version": VERSION,
                "type": self.type,
                "revision": self.revision,
                "time": self.time,
                "correlationId": self.correlation_id,
                "traceparent": self.traceparent,
                "tracestate": self.tracestate,
                "movie": self.movie.to_json(),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return an event from the body of its message. Unknown fields are ignored.

        Raises:
            ValueError: the body is not an event of this version and a known type with a valid movie.
        """
        body = _parse(text)
        # In Python, True == 1 == 1.0.
        if not isinstance(body, dict) or type(body.get("version")) is not int or body["version"] != VERSION:
            raise ValueError(f"the message is not a movie event of version {VERSION}")
        for name in ("id", "time", "correlationId"):
            if not isinstance(body.get(name), str) or not body[name]:
                raise ValueError(f"the event has no {name}")
        _check_time(body["time"])
        revision = body.get("revision", 0)  # events of Slipway 0.1.0 have none
        if isinstance(revision, bool) or not isinstance(revision, int | float):
            raise ValueError("the event's revision is not a number")  # noqa: TRY004 - an invalid message
        return cls(
            body["id"],
            EventType(str(body.get("type"))),
            body["time"],
            body["correlationId"],
            _movie(body.get("movie")),
            revision,
            *(str(body.get(name, "")) for name in ("traceparent", "tracestate")),  # events of Slipway 0.1.0 have none
        )


def _parse(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(text, parse_constant=_reject_constant)
    except RecursionError:
        raise ValueError("the message is nested too deeply") from None


def _reject_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _check_time(text: str) -> None:
    time = datetime.fromisoformat(text)
    if time.utcoffset() is None:
        raise ValueError(f"the event's time has no offset: {text}")
    try:
        time.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"the event's time is out of range: {text}") from None


def _movie(value: Any) -> Movie:  # noqa: ANN401 - a value from json.loads
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
        raise ValueError("the event's movie has no id")
    fields = {name: value[name] for name in FIELDS if name in value}
    if error := find_error(MOVIE_SCHEMA, fields, "movie"):
        raise ValueError(f"the event's movie is malformed: {error}")
    return Movie.from_fields(value["id"], fields)
