from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_action.typed_json import from_object, parse


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True)
class Order:
    name: str
    size: Size
    count: int = 1
    gift: bool = False
    note: str | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("count must be at least 1")


def test_values_have_the_types_of_their_fields() -> None:
    order = parse(Order, '{"name": "x", "size": "large", "count": 2, "gift": true, "note": null}', "the order")
    assert order == Order("x", Size.LARGE, 2, gift=True)
    assert isinstance(order.size, Size)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"size": "small"}, "the order: name is missing"),
        ({"name": "x", "size": "tiny"}, 'the order: size must be "small" or "large"'),
        ({"name": "x", "size": ["small"]}, 'the order: size must be "small" or "large"'),
        ({"name": "x", "size": "small", "count": 1.0}, "the order: count must be an integer"),
        ({"name": "x", "size": "small", "gift": 1}, "the order: gift must be true or false"),
        ({"name": "x", "size": "small", "note": 1}, "the order: note must be a string or null"),
        ({"name": "x", "size": "small", "count": 0}, "count must be at least 1"),
        ({"name": "x", "size": "small", "nmae": "y"}, "the order: unknown key 'nmae'; known are"),
        (None, "the order must be a JSON object"),
    ],
)
def test_an_error_names_the_key(values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_object(Order, values, "the order")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["name", "size", "count", "gift", "note", "x"]), json_values))
def test_any_json_is_either_unchanged_or_an_error(values: dict[str, Any]) -> None:
    try:
        order = from_object(Order, values, "the order")
    except ValueError:
        return
    assert asdict(order).items() >= values.items()
