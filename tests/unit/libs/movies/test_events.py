import json
from dataclasses import replace
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
    revision=3,
    traceparent="00-11111111111111111111111111111111-2222222222222222-01",
    tracestate="vendor=1",
)


def test_the_json_has_id_version_type_time_and_movie() -> None:
    assert json.loads(EVENT.to_json()) == {
        "id": "event-1",
        "version": 1,
        "type": "MovieCreated",
        "revision": 3,
        "time": "2025-04-05T05:34:22+00:00",
        "correlationId": "trace",
        "traceparent": EVENT.traceparent,
        "tracestate": "vendor=1",
        "movie": {"id": "1", "title": "Amélie", "rating": 8, "genres": ["Romance"]},
    }


def test_an_event_survives_its_json() -> None:
    assert MovieEvent.from_json(EVENT.to_json()) == EVENT


def test_unknown_fields_are_ignored() -> None:
    body = json.loads(EVENT.to_json())
    body |= {"previous": {}, "movie": body["movie"] | {"year": 2001}}
    assert MovieEvent.from_json(json.dumps(body)) == EVENT


@pytest.mark.parametrize("revision", [1.5, -1, 0])
def test_an_item_that_another_program_wrote_may_have_any_number_as_its_revision(revision: float) -> None:
    event = replace(EVENT, revision=revision)
    assert MovieEvent.from_json(event.to_json()) == event


def test_an_event_of_an_earlier_version_of_slipway_has_no_revision() -> None:
    body = json.loads(EVENT.to_json())
    del body["revision"]
    assert MovieEvent.from_json(json.dumps(body)).revision == 0


@pytest.mark.parametrize(
    "change",
    [
        {"version": True},
        {"version": 1.0},
        {"version": "1"},
        {"revision": None},
        {"revision": True},
        {"revision": "1"},
        {"version": 2},
        {"version": None},
        {"version": [1]},
        {"type": "MovieSeen"},
        {"type": None},
        {"id": ""},
        {"id": 5},
        {"revision": float("nan")},
        {"revision": float("inf")},
        {"time": "yesterday"},
        {"time": "2025-04-05"},
        {"time": "2025-04-05T05:34:22"},
        {"time": "0001-01-01T00:00:00+14:00"},
        {"correlationId": None},
        {"movie": None},
        {"movie": {"title": "x", "rating": 1, "genres": []}},
        {"movie": {"id": "", "title": "x", "rating": 1, "genres": []}},
        {"movie": {"id": "1", "title": "", "rating": 1, "genres": []}},
        {"movie": {"id": "1", "title": "x", "rating": 1}},
    ],
)
def test_an_invalid_event_is_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        MovieEvent.from_json(json.dumps(json.loads(EVENT.to_json()) | change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', pytest.param("[" * 100_000, id="nested too deeply")])
def test_a_message_that_is_not_a_json_object_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        MovieEvent.from_json(text)
