"""Reads records of the movies table's stream."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from json_schema.validator import find_error
from movies.events import EventType, MovieEvent
from movies.movie import Item, Movie
from movies.schema import MOVIE_SCHEMA
from runtime.events import UnprocessableError

_CORRELATION_ID = re.compile(r"[!-~]{1,128}")  # as the API accepts it


def to_event(record: Mapping[str, Any]) -> MovieEvent | None:
    """Return the event for a stream record; None if nothing changed that clients can see.

    Raises:
        UnprocessableError: the record is malformed.
    """
    try:
        before, after = _images(record["dynamodb"])
        changed = after or before
        time = datetime.fromtimestamp(record["dynamodb"]["ApproximateCreationDateTime"], UTC)
        event_id = str(record["eventID"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnprocessableError(f"malformed record: {error!r}") from error
    if changed is None:
        raise UnprocessableError("the record has no image of the movie")
    if before == after:
        return None
    if problem := find_error(MOVIE_SCHEMA, changed.fields(), "movie"):
        raise UnprocessableError(f"malformed movie: {problem}")
    # An item that was not written through the API has no correlation id, or one that may not fit into a message.
    is_valid = _CORRELATION_ID.fullmatch(changed.correlation_id)
    correlation_id = changed.correlation_id if is_valid else event_id
    # A deletion doesn't change the item. It is the movie's last change, so it counts as one.
    revision = changed.revision if after else changed.revision + 1
    trace = changed.traceparent, changed.tracestate
    return MovieEvent(event_id, _type(before, after), time.isoformat(), correlation_id, changed, revision, *trace)


def _images(change: Mapping[str, Item]) -> tuple[Movie | None, Movie | None]:
    before, after = change.get("OldImage"), change.get("NewImage")
    return Movie.from_item(before) if before else None, Movie.from_item(after) if after else None


def _type(before: Movie | None, after: Movie | None) -> EventType:
    if before is None:
        return EventType.CREATED
    return EventType.DELETED if after is None else EventType.UPDATED
