import json
from typing import Any

import pytest

from movies.events import EventType, MovieEvent
from movies.movie import Movie

EVENT = MovieEvent(
    "event-1",
    EventType.CREATED,
    "2025-04-05T05:34:22+00:00",
    "trace",
    Movie("1", "Amélie", 8, ["Romance"]),
)


def test_the_json_has_id_version_type_time_and_movie() -> None:
    assert json.loads(EVENT.to_json()) == {
        "id": "event-1",
        "version": 1,
        "type": "MovieCreated",
        "time": "2025-04-05T05:34:22+00:00",
        "correlationId": "trace",
        "movie": {"id": "1", "title": "Amélie", "rating": 8, "genres": ["Romance"]},
    }


def test_an_event_survives_its_json() -> None:
    assert MovieEvent.from_json(EVENT.to_json()) == EVENT


def test_unknown_fields_are_ignored() -> None:
    body = json.loads(EVENT.to_json())
    body |= {"previous": {}, "movie": body["movie"] | {"year": 2001}}
    assert MovieEvent.from_json(json.dumps(body)) == EVENT


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": None},
        {"version": True},
        {"version": "1"},
        {"version": [1]},
        {"type": "MovieSeen"},
        {"type": None},
        {"id": ""},
        {"id": 5},
        {"time": "yesterday"},
        {"correlationId": None},
        {"movie": None},
        {"movie": {"title": "x", "rating": 1, "genres": []}},
        {"movie": {"id": "1", "title": "", "rating": 1, "genres": []}},
        {"movie": {"id": "1", "title": "x", "rating": 1}},
    ],
)
def test_an_invalid_event_is_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        MovieEvent.from_json(json.dumps(json.loads(EVENT.to_json()) | change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"'])
def test_a_message_that_is_not_a_json_object_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        MovieEvent.from_json(text)
