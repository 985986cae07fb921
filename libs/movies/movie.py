"""A movie, as JSON and as a DynamoDB item."""

from collections.abc import Mapping
from typing import Any, Self

Item = Mapping[str, Mapping[str, Any]]
"""A DynamoDB item in its wire format, e.g. ``{"id": {"S": "1"}, "rating": {"N": "8.7"}}``."""

FIELDS = ("title", "rating", "genres")
"""The fields of a movie that clients set."""


class Movie:
    """A movie. Movies are equal if clients can't tell them apart.

    It isn't a dataclass, because `dataclasses` takes longer to import than all of a GET's own modules.

    Attributes:
        id: the id in URLs.
        title: 1 to 200 characters.
        rating: 0 to 10; None if the item has no rating, since it was not written through the API.
        genres: up to 20, in the client's order.
        revision: the number of changes, from 1; 0 if the item has no revision. It can be any number in an item that was
            not written through the API.
        correlation_id: the correlation id of the request that changed the movie last.
        traceparent: the span of that request, as W3C's ``traceparent``.
        tracestate: what other tracing systems have added to its trace, as W3C's ``tracestate``; usually empty.
    """

    def __init__(
        self,
        id: str,  # noqa: A002 - the field's name
        title: str,
        rating: float | None,
        genres: list[str],
        revision: float = 1,
        correlation_id: str = "",
        traceparent: str = "",
        tracestate: str = "",
    ) -> None:
        self.id = id
        self.title = title
        self.rating = rating
        self.genres = genres
        self.revision = revision
        self.correlation_id = correlation_id
        self.traceparent = traceparent
        self.tracestate = tracestate

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Movie) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]  # the genres are a list

    def __repr__(self) -> str:
        return f"Movie({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - fields of any type
        """Return the movie with other values of some fields."""
        return type(self)(**{**vars(self), **changes})

    @property
    def etag(self) -> str:
        """The entity tag of the movie's revision, e.g. ``"3"`` with the quotation marks."""
        return f'"{self.revision}"'

    @classmethod
    def from_fields(
        cls,
        movie_id: str,
        fields: Mapping[str, Any],
        correlation_id: str = "",
        traceparent: str = "",
        tracestate: str = "",
    ) -> Self:
        """Return a movie from its `FIELDS`, which must be valid."""
        return cls(
            movie_id,
            fields["title"],
            _shortest(fields["rating"]),
            fields["genres"],
            correlation_id=correlation_id,
            traceparent=traceparent,
            tracestate=tracestate,
        )

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Return a movie from its item. Attributes that are missing or have another type become empty."""
        rating = item.get("rating", {}).get("N")
        return cls(
            id=item.get("id", {}).get("S", ""),
            title=item.get("title", {}).get("S", ""),
            rating=None if rating is None else number(rating),
            genres=[genre["S"] for genre in item.get("genres", {}).get("L", []) if "S" in genre],
            revision=number(item.get("revision", {}).get("N", "0")),
            correlation_id=item.get("correlation_id", {}).get("S", ""),
            traceparent=item.get("traceparent", {}).get("S", ""),
            tracestate=item.get("tracestate", {}).get("S", ""),
        )

    def fields(self) -> dict[str, Any]:
        """Return the movie as its schema describes it, without the id."""
        return {name: getattr(self, name) for name in FIELDS}

    def to_json(self) -> dict[str, Any]:
        """Return the movie as the API and the events contain it."""
        return {"id": self.id, **self.fields()}

    def to_item(self) -> dict[str, dict[str, Any]]:
        """Return the movie's item in the table."""
        return {
            "id": {"S": self.id},
            "title": {"S": self.title},
            "rating": {"N": str(self.rating)},
            "genres": {"L": [{"S": genre} for genre in self.genres]},
            "revision": {"N": str(self.revision)},
            "correlation_id": {"S": self.correlation_id},
            "traceparent": {"S": self.traceparent},
            "tracestate": {"S": self.tracestate},
        }


def number(text: str) -> float:
    """Return a number from its text in DynamoDB, as an int if it is whole."""
    try:
        return int(text)
    except ValueError:
        return _shortest(float(text))


def _shortest(number: float) -> float:
    """Return 8 for 8.0, so that a number looks the same in requests, in the table and in events."""
    return int(number) if number == int(number) else number
