import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movies.movie import Movie

FIELDS = {"title": "The Matrix", "rating": 8.7, "genres": ["Sci-Fi", "Action"]}
ITEM = {
    "id": {"S": "1"},
    "title": {"S": "The Matrix"},
    "rating": {"N": "8.7"},
    "genres": {"L": [{"S": "Sci-Fi"}, {"S": "Action"}]},
    "revision": {"N": "1"},
    "correlation_id": {"S": "trace"},
    "traceparent": {"S": "a span"},
    "tracestate": {"S": "vendor=1"},
}


def test_a_movie_survives_the_table_with_the_order_of_its_genres() -> None:
    movie = Movie.from_fields("1", FIELDS, "trace", traceparent="a span", tracestate="vendor=1")
    assert movie.to_item() == ITEM
    assert Movie.from_item(ITEM) == movie
    assert Movie.from_item(ITEM).to_json() == {"id": "1", **FIELDS}


@given(st.floats(0, 10).filter(lambda number: number == 0 or number > 1e-130) | st.integers(0, 10))
def test_a_rating_survives_the_table(rating: float) -> None:
    movie = Movie.from_fields("1", FIELDS | {"rating": rating}, "trace")
    assert Movie.from_item(movie.to_item()).rating == movie.rating == rating


@pytest.mark.parametrize(("rating", "json_text"), [(8, "8"), (8.0, "8"), (7.5, "7.5"), (-0.0, "0")])
def test_a_rating_has_its_shortest_json(rating: float, json_text: str) -> None:
    assert json.dumps(Movie.from_fields("1", FIELDS | {"rating": rating}, "").rating) == json_text


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
def test_an_item_with_missing_or_wrong_attributes_is_read(item: Any) -> None:
    assert set(Movie.from_item(item).to_json()) == {"id", "title", "rating", "genres"}


def test_the_revision_and_the_correlation_id_do_not_count_in_comparisons() -> None:
    assert Movie.from_item(ITEM) == Movie.from_item(ITEM | {"revision": {"N": "2"}, "correlation_id": {"S": "x"}})
    assert Movie.from_item(ITEM) != Movie.from_item(ITEM | {"rating": {"N": "8.8"}})


@pytest.mark.parametrize(
    ("revision", "etag"),
    [
        ({"N": "3"}, '"3"'),
        ({"N": "1.5"}, '"1.5"'),
        ({"N": "-1"}, '"-1"'),
        ({"N": "9007199254740993"}, '"9007199254740993"'),  # a float would change it
        ({"S": "3"}, '"0"'),
    ],
)
def test_the_etag_is_the_quoted_revision(revision: Any, etag: str) -> None:
    assert Movie.from_item(ITEM | {"revision": revision}).etag == etag
