import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from json_schema.validator import find_error
from movies.movie import FIELDS
from movies.schema import MOVIE_SCHEMA

REFERENCE = fastjsonschema.compile(MOVIE_SCHEMA)


def test_the_schema_has_the_fields_that_clients_set() -> None:
    assert tuple(MOVIE_SCHEMA["properties"]) == FIELDS


@given(
    st.text(min_size=1, max_size=200).filter(lambda title: title.replace("\ufeff", "").strip()),
    st.floats(0, 10) | st.integers(0, 10),
    st.lists(st.text(min_size=1, max_size=50), max_size=20, unique=True),
)
def test_a_movie_within_the_limits_is_valid(title: str, rating: float, genres: list[str]) -> None:
    movie = {"title": title, "rating": rating, "genres": genres}
    assert find_error(MOVIE_SCHEMA, movie) is None
    REFERENCE(movie)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": " \t"},
        {"title": "x" * 201},
        {"rating": True},
        {"rating": -0.1},
        {"rating": 10.1},
        {"genres": ["x" * 51]},
        {"genres": ["a", "a"]},
        {"genres": [str(number) for number in range(21)]},
        {"id": "1"},
    ],
)
def test_a_movie_outside_the_limits_is_invalid(change: dict[str, object]) -> None:
    movie = {"title": "The Matrix", "rating": 8.7, "genres": ["Action"]} | change
    assert find_error(MOVIE_SCHEMA, movie)
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        REFERENCE(movie)
