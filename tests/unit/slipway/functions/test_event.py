"""The event with which a command invokes a function if none is named."""

import json
from types import SimpleNamespace

import pytest

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.functions.event import event_of

NONE_NAMED = SimpleNamespace(event=None, sample=None)


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "apps" / "take-order"
    folder.mkdir(parents=True)
    return App(folder)


@pytest.fixture
def tested(tmp_path, app):
    """The file with the event of the app's unit test."""
    file = tmp_path / "tests" / "unit" / "apps" / app.name / "event.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"Records": []}')
    return file


def test_an_app_without_events_gets_an_empty_one(app):
    assert event_of(NONE_NAMED, app) == "{}"


def test_the_event_of_the_unit_test_is_the_default(app, tested):
    assert json.loads(event_of(NONE_NAMED, app)) == {"Records": []}


def test_the_event_of_the_check_comes_first(app, tested):
    (app.folder / "check.json").write_text('{"event": {"id": 1}}')
    assert json.loads(event_of(NONE_NAMED, app)) == {"id": 1}


def test_an_event_of_the_unit_test_that_is_not_json_is_named(app, tested):
    tested.write_text("{")
    with pytest.raises(SlipwayError, match=r"tests/unit/apps/take-order/event\.json is not JSON: "):
        event_of(NONE_NAMED, app)
