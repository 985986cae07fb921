"""What a record of the table's stream means."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from movies.events import EventType, MovieEvent
from movies.model import Item, Movie
from movies.schema import violation
from runtime.events import UnprocessableError


def to_event(record: Mapping[str, Any]) -> MovieEvent | None:
    """Return the event that a stream's record stands for; None when nothing changed that callers can see.

    Raises:
        UnprocessableError: the record makes no sense, and never will.
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
    if problem := violation(changed.fields(), "movie"):
        raise UnprocessableError(f"malformed movie: {problem}")
    # A write past the API leaves no correlation id; the event's own id then names what follows from it.
    correlation_id = changed.correlation_id or event_id
    return MovieEvent(event_id, _type(before, after), time.isoformat(), correlation_id, changed)


def _images(change: Mapping[str, Item]) -> tuple[Movie | None, Movie | None]:
    before, after = change.get("OldImage"), change.get("NewImage")
    return Movie.from_item(before) if before else None, Movie.from_item(after) if after else None


def _type(before: Movie | None, after: Movie | None) -> EventType:
    if before is None:
        return EventType.CREATED
    return EventType.DELETED if after is None else EventType.UPDATED
