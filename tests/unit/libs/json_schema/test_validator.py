import json
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from json_schema import validator

SCHEMA = validator.load(
    json.dumps(
        {
            "title": "Song",
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": validator.TEXT},
                "stars": {"type": "number", "minimum": 0, "maximum": 10},
                "tags": {
                    "type": "array",
                    "items": {"type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[^,]*$"},
                    "maxItems": 20,
                    "uniqueItems": True,
                },
            },
            "required": ["name", "stars", "tags"],
            "additionalProperties": False,
        }
    )
)
REFERENCE = fastjsonschema.compile(SCHEMA)
SONG = {"name": "Clubbed to Death", "stars": 8.7, "tags": ["Electronic"]}

# Values around the schema's limits, and any other JSON.
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
names = st.text(max_size=3) | st.sampled_from([" ", "a\n", "\u3000", "\u200b", "x" * 200, "x" * 201, "é" * 200])
stars = st.floats(-1, 11) | st.integers(-1, 11)
tags = st.lists(st.sampled_from(["", "a", "b", "a,b", "x" * 50, "x" * 51]) | st.text(max_size=2), max_size=22)
songs = st.fixed_dictionaries(
    {}, optional={"name": names | anything, "stars": stars | anything, "tags": tags | anything, "x": anything}
)


def is_valid_for_reference(value: Any) -> bool:
    try:
        REFERENCE(value)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


@given(songs | anything)
def test_a_value_is_valid_if_fastjsonschema_accepts_it(value: Any) -> None:
    assert (validator.find_error(SCHEMA, value) is None) == is_valid_for_reference(value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": 7}, "name must be a string"),
        ({"name": ""}, "name must have at least 1 character"),
        ({"name": "  "}, "name must not be blank or have control characters"),
        ({"name": "\u3000\u200b\ufeff"}, "name must not be blank or have control characters"),
        ({"name": "a\u0000"}, "name must not be blank or have control characters"),
        ({"name": "a\n"}, "name must not be blank or have control characters"),
        ({"name": "a\u0085b"}, "name must not be blank or have control characters"),
        ({"name": "x" * 201}, "name must have at most 200 characters"),
        ({"stars": "7.5"}, "stars must be a number"),
        ({"stars": True}, "stars must be a number"),
        ({"stars": float("nan")}, "stars must be at least 0"),
        ({"stars": -0.1}, "stars must be at least 0"),
        ({"stars": 10.1}, "stars must be at most 10"),
        ({"tags": "Electronic"}, "tags must be an array"),
        ({"tags": None}, "tags must be an array"),
        ({"tags": ["Electronic", 3]}, "tags[1] must be a string"),
        ({"tags": ["x" * 51]}, "tags[0] must have at most 50 characters"),
        ({"tags": ["a,b"]}, "tags[0] must match ^[^,]*$"),
        ({"tags": ["a,"]}, "tags[0] must match ^[^,]*$"),
        ({"tags": ["a", "b", "a"]}, "tags must not contain duplicates"),
        ({"tags": [str(number) for number in range(21)]}, "tags must have at most 20 items"),
        ({"id": "1"}, "body has an unknown field: 'id'"),
    ],
)
def test_an_error_names_the_field(change: dict[str, Any], message: str) -> None:
    assert validator.find_error(SCHEMA, SONG | change) == message


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x"},
        {"name": "x" * 200},
        {"name": " x "},
        {"name": "\u202ex\u200b"},
        {"name": "👩\u200d🚀"},
        {"stars": 0},
        {"stars": 10},
        {"tags": []},
        {"tags": ["x", "y" * 50]},
        {"tags": [str(number) for number in range(20)]},
        {"tags": ["Electronic", "electronic"]},
    ],
)
def test_a_value_at_a_limit_is_valid(change: dict[str, Any]) -> None:
    assert validator.find_error(SCHEMA, SONG | change) is None
    assert is_valid_for_reference(SONG | change)


def test_a_missing_field_is_an_error() -> None:
    assert validator.find_error(SCHEMA, {"name": "x", "tags": []}) == "stars is missing"


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
def test_an_unsupported_schema_is_an_error(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"unsupported|must be false|supported for"):
        validator.load(json.dumps(schema))


def test_a_schema_is_read_from_the_folder_of_a_module(tmp_path: Path) -> None:
    (tmp_path / "text.schema.json").write_text('{"type": "string", "title": "é"}', encoding="utf-8")
    module = str(tmp_path / "schema.py")
    assert validator.load_beside(module, "text.schema.json") == {"type": "string", "title": "é"}
    with pytest.raises(FileNotFoundError):
        validator.load_beside(module, "other.json")
