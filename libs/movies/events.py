"""Events about movies, as published to SNS and consumed from SQS."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

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
    """

    id: str
    type: EventType
    time: str
    correlation_id: str
    movie: Movie

    def to_json(self) -> str:
        """Return the body of the message."""
        return json.dumps(
            {
                "id": self.id,
                "version": VERSION,
                "type": self.type,
                "time": self.time,
                "correlationId": self.correlation_id,
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
        body = json.loads(text)
        # bool is a subclass of int, and True equals 1.
        if not isinstance(body, dict) or body.get("version") != VERSION or isinstance(body["version"], bool):
            raise ValueError(f"the message is not a movie event of version {VERSION}")
        for name in ("id", "time", "correlationId"):
            if not isinstance(body.get(name), str) or not body[name]:
                raise ValueError(f"the event has no {name}")
        datetime.fromisoformat(body["time"])
        return cls(
            body["id"],
            EventType(str(body.get("type"))),
            body["time"],
            body["correlationId"],
            _movie(body.get("movie")),
        )


def _movie(value: Any) -> Movie:  # noqa: ANN401 - a value from json.loads
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise ValueError("the event's movie has no id")  # noqa: TRY004 - an invalid message, not a wrong type
    fields = {name: value[name] for name in FIELDS if name in value}
    if error := find_error(MOVIE_SCHEMA, fields, "movie"):
        raise ValueError(f"the event's movie is malformed: {error}")
    return Movie.from_fields(value["id"], fields, "")
