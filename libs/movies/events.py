"""The events about movies, as published to SNS and consumed from SQS."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from movies.model import FIELDS, Movie
from movies.schema import violation

VERSION = 1


class EventType(StrEnum):
    """What happened to a movie; the message attribute ``Type``, by which subscriptions filter."""

    CREATED = "MovieCreated"
    UPDATED = "MovieUpdated"
    DELETED = "MovieDeleted"


@dataclass(frozen=True)
class MovieEvent:
    """Something that happened to a movie.

    Attributes:
        id: the same at every delivery of the same event; consumers are idempotent on it.
        type: what happened.
        time: when, in ISO 8601 with an offset.
        correlation_id: of the request that caused it.
        movie: as the change left it, or as it was before its deletion.
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
        """Return the event of a message's body; fields that it doesn't know are ignored.

        Raises:
            ValueError: the body is no event of a known version and type about a movie that keeps the schema.
        """
        body = json.loads(text)
        if not isinstance(body, dict) or body.get("version") != VERSION:
            raise ValueError(f"the message is no movie event of version {VERSION}")
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


def _movie(value: Any) -> Movie:  # noqa: ANN401 - it comes from json.loads
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise ValueError("the event's movie has no id")  # noqa: TRY004 - the message's fault
    fields = {name: value[name] for name in FIELDS if name in value}
    if problem := violation(fields, "movie"):
        raise ValueError(f"the event's movie is malformed: {problem}")
    return Movie.from_fields(value["id"], fields, "")
