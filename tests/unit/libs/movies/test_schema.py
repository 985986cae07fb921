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


def texts(max_size: int) -> st.SearchStrategy[str]:
    """Texts with a letter, without the characters that are controls or may be invisible."""
    characters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))
    return st.builds("{}x{}".format, st.text(characters, max_size=max_size - 1), st.just(""))


@given(
    texts(200),
    st.floats(0, 10) | st.integers(0, 10),
    st.lists(texts(50), max_size=20, unique=True),
)
def test_a_movie_within_the_limits_is_valid(title: str, rating: float, genres: list[str]) -> None:
    movie = {"title": title, "rating": rating, "genres": genres}
    assert find_error(MOVIE_SCHEMA, movie) is None
    REFERENCE(movie)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "  "},
        {"title": "\u0000"},
        {"title": "The\u0007Matrix"},
        {"title": "The Matrix\n"},
        {"title": "\u200b\u2800"},
        {"title": "x" * 201},
        {"rating": True},
        {"rating": -0.1},
        {"rating": 10.1},
        {"genres": ["x" * 51]},
        {"genres": [" "]},
        {"genres": ["Action", "\u3164"]},
        {"genres": ["Sci\tFi"]},
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
