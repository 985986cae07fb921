import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movies.model import Movie

FIELDS = {"title": "The Matrix", "rating": 8.7, "genres": ["Sci-Fi", "Action"]}
ITEM = {
    "id": {"S": "1"},
    "title": {"S": "The Matrix"},
    "rating": {"N": "8.7"},
    "genres": {"L": [{"S": "Sci-Fi"}, {"S": "Action"}]},
    "revision": {"N": "1"},
    "correlation_id": {"S": "trace"},
}


def test_a_movie_is_stored_and_read_as_it_was_given_with_the_order_of_its_genres() -> None:
    movie = Movie.from_fields("1", FIELDS, "trace")
    assert movie.to_item() == ITEM
    assert Movie.from_item(ITEM) == movie
    assert Movie.from_item(ITEM).to_json() == {"id": "1", **FIELDS}


@given(st.floats(0, 10).filter(lambda number: number == 0 or number > 1e-130) | st.integers(0, 10))
def test_a_rating_survives_the_table(rating: float) -> None:
    movie = Movie.from_fields("1", FIELDS | {"rating": rating}, "trace")
    assert Movie.from_item(movie.to_item()).rating == movie.rating == rating


@pytest.mark.parametrize(("given_", "shown"), [(8, "8"), (8.0, "8"), (7.5, "7.5"), (-0.0, "0")])
def test_a_rating_is_shown_as_the_shortest_number(given_: float, shown: str) -> None:
    assert json.dumps(Movie.from_fields("1", FIELDS | {"rating": given_}, "").rating) == shown


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"id": {"S": "1"}},
        ITEM | {"genres": {"NULL": True}},
        ITEM | {"genres": {"L": [{"N": "1"}, {"S": "Action"}]}},
        ITEM | {"title": {"N": "1"}},
        ITEM | {"rating": {"S": "good"}},
        ITEM | {"revision": {"N": "1.5"}},
    ],
)
def test_an_item_that_lacks_things_is_still_a_movie(item: Any) -> None:
    assert set(Movie.from_item(item).to_json()) == {"id", "title", "rating", "genres"}


def test_movies_are_equal_when_callers_cannot_tell_them_apart() -> None:
    assert Movie.from_item(ITEM) == Movie.from_item(ITEM | {"revision": {"N": "2"}, "correlation_id": {"S": "x"}})
    assert Movie.from_item(ITEM) != Movie.from_item(ITEM | {"rating": {"N": "8.8"}})
