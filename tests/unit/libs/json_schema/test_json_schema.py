import json
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import json_schema

SCHEMA = json.loads((Path(json_schema.__file__).parents[1] / "movies" / "movie.schema.json").read_text())
REFERENCE = fastjsonschema.compile(SCHEMA)

# Values near the schema's edges, and any other JSON in their place.
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
titles = st.text(max_size=3) | st.sampled_from([" ", "\t\n", "\u3000", "x" * 200, "x" * 201, "é" * 200])
ratings = st.floats(-1, 11) | st.integers(-1, 11)
genres = st.lists(st.sampled_from(["", "a", "b", "x" * 50, "x" * 51]) | st.text(max_size=2), max_size=22)
movies = st.fixed_dictionaries(
    {}, optional={"title": titles | anything, "rating": ratings | anything, "genres": genres | anything, "x": anything}
)


def accepted_by_the_reference(value: Any) -> bool:
    try:
        REFERENCE(value)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


@given(movies | anything)
def test_its_verdict_on_a_movie_is_that_of_fastjsonschema(value: Any) -> None:
    assert (json_schema.violation(SCHEMA, value) is None) == accepted_by_the_reference(value)


@given(
    st.text(min_size=1, max_size=200).filter(str.strip),
    ratings,
    st.lists(st.text(min_size=1, max_size=50), max_size=20, unique=True),
)
def test_it_accepts_every_movie_that_keeps_the_schema(title: str, rating: float, names: list[str]) -> None:
    value = {"title": title, "rating": min(max(rating, 0), 10), "genres": names}
    assert json_schema.violation(SCHEMA, value) is None
    assert accepted_by_the_reference(value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": 7}, "title must be a string"),
        ({"title": ""}, "title must have at least 1 character"),
        ({"title": " \t"}, "title must not be blank"),
        ({"title": "x" * 201}, "title must have at most 200 characters"),
        ({"rating": "7.5"}, "rating must be a number"),
        ({"rating": True}, "rating must be a number"),
        ({"rating": float("nan")}, "rating must be at least 0"),
        ({"rating": -0.1}, "rating must be at least 0"),
        ({"rating": 10.1}, "rating must be at most 10"),
        ({"genres": "Action"}, "genres must be an array"),
        ({"genres": None}, "genres must be an array"),
        ({"genres": ["Action", 3]}, "genres[1] must be a string"),
        ({"genres": ["x" * 51]}, "genres[0] must have at most 50 characters"),
        ({"genres": ["a", "b", "a"]}, "genres must not hold anything twice"),
        ({"genres": [str(number) for number in range(21)]}, "genres must have at most 20 items"),
        ({"id": "1"}, "body has an unknown field: 'id'"),
    ],
)
def test_it_says_what_is_wrong_with_which_field(change: dict[str, Any], message: str) -> None:
    movie = {"title": "The Matrix", "rating": 8.7, "genres": ["Action"]}
    assert json_schema.violation(SCHEMA, movie | change) == message


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"title": "x" * 200},
        {"title": " x "},
        {"rating": 0},
        {"rating": 10},
        {"genres": []},
        {"genres": ["x", "y" * 50]},
        {"genres": [str(number) for number in range(20)]},
        {"genres": ["Action", "action"]},
    ],
)
def test_it_accepts_what_is_just_within_the_schema(change: dict[str, Any]) -> None:
    movie = {"title": "The Matrix", "rating": 8.7, "genres": ["Action"]} | change
    assert json_schema.violation(SCHEMA, movie) is None
    assert accepted_by_the_reference(movie)


def test_it_names_a_missing_field() -> None:
    assert json_schema.violation(SCHEMA, {"title": "x", "genres": []}) == "rating is missing"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "patternProperties": {}},
        {"type": "object", "properties": {"x": {"type": "string", "format": "date"}}},
        {"type": "array", "items": {"type": "number", "multipleOf": 2}},
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "integer"},
        {"type": ["string", "null"]},
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "array", "uniqueItems": True},
        {"enum": [1]},
    ],
)
def test_a_schema_that_it_would_not_check_in_full_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"unsupported|must be false|supported for"):
        json_schema.load(json.dumps(schema))
