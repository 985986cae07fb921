"""docs/pipeline.md shows the UserParameters that the pipeline's functions take."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "pipeline.md").read_text()
EXAMPLES = dict(re.findall(r'^```json title="apps/(.+?)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("app", ["invalidate-cache", "slack-notification"])
def test_the_page_shows_every_parameter_of_a_function(
    load_app: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, app: str
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_PARAMETER", "webhook")
    parameters: Any = load_app(app).Parameters
    from pipeline_action.typed_json import parse

    parsed = parse(parameters, EXAMPLES[app], "UserParameters")
    assert all(value is not None for value in vars(parsed).values())


def test_the_page_lists_every_event_that_is_posted_to_slack(
    load_app: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_PARAMETER", "webhook")
    *most, last = [f"`{outcome}`" for outcome in load_app("slack-notification").Outcome]
    assert f"`event` is {', '.join(most)} or {last}" in PAGE
