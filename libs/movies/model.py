"""A movie, as JSON and as an item of the table or of its stream."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Item = Mapping[str, Mapping[str, Any]]
"""A DynamoDB item in its wire form, e.g. ``{"id": {"S": "1"}, "rating": {"N": "8.7"}}``."""

FIELDS = ("title", "rating", "genres")
"""What a caller says about a movie."""


@dataclass(frozen=True)
class Movie:
    """A movie. Two are equal when callers can't tell them apart.

    Attributes:
        id: names the movie in URLs.
        title: 1 to 200 characters.
        rating: 0 to 10; None when the stored item has none, which only a write past the API can cause.
        genres: up to 20, in the order given.
        revision: counts the changes, from 1; 0 when the stored item has none.
        correlation_id: of the request that changed the movie last.
    """

    id: str
    title: str
    rating: float | None
    genres: list[str]
    revision: int = field(default=1, compare=False)
    correlation_id: str = field(default="", compare=False)

    @classmethod
    def from_fields(cls, movie_id: str, fields: Mapping[str, Any], correlation_id: str) -> Self:
        """Return the movie that a caller describes by ``fields`` that keep the schema."""
        return cls(
            movie_id,
            fields["title"],
            _shortest(fields["rating"]),
            fields["genres"],
            correlation_id=correlation_id,
        )

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """Return the movie of a stored item; what is absent or of another type is empty, never an error."""
        rating = item.get("rating", {}).get("N")
        return cls(
            id=item.get("id", {}).get("S", ""),
            title=item.get("title", {}).get("S", ""),
            rating=None if rating is None else _shortest(float(rating)),
            genres=[genre["S"] for genre in item.get("genres", {}).get("L", []) if "S" in genre],
            revision=int(float(item.get("revision", {}).get("N", 0))),
            correlation_id=item.get("correlation_id", {}).get("S", ""),
        )

    def fields(self) -> dict[str, Any]:
        """Return the movie as the schema has it: without its id."""
        return {name: getattr(self, name) for name in FIELDS}

    def to_json(self) -> dict[str, Any]:
        """Return the movie as the API and the events show it."""
        return {"id": self.id, **self.fields()}

    def to_item(self) -> dict[str, dict[str, Any]]:
        """Return the movie as the table stores it."""
        return {
            "id": {"S": self.id},
            "title": {"S": self.title},
            "rating": {"N": str(self.rating)},
            "genres": {"L": [{"S": genre} for genre in self.genres]},
            "revision": {"N": str(self.revision)},
            "correlation_id": {"S": self.correlation_id},
        }


def _shortest(number: float) -> float:
    """Return 8 for 8.0, so that a number reads the same from the request, the table and the events."""
    return int(number) if number == int(number) else number
