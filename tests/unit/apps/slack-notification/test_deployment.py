"""Messages about deployments by GitHub Actions, which invokes the function."""

import logging
from typing import Any

import pytest

URL = "https://github.com/example/movies/actions/runs/1?a=1&b=2"
DEPLOYMENT = {"outcome": "failed", "name": "example/<movies>", "url": URL}


@pytest.mark.parametrize(
    ("outcome", "heading"),
    [
        ("succeeded", ":white_check_mark: The deployment of example/&lt;movies&gt; succeeded"),
        ("failed", ":x: The deployment of example/&lt;movies&gt; failed"),
    ],
)
def test_the_result_is_posted_with_the_commit_and_the_run(
    app: Any, slack: Any, lambda_context: Any, outcome: str, heading: str
) -> None:
    deployment = DEPLOYMENT | {"outcome": outcome, "commit": "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"}
    assert app.handler({"deployment": deployment}, lambda_context) == {"answer": "posted"}
    (message,) = slack.messages
    assert message["text"] == heading
    texts = [block["text"]["text"] for block in message["blocks"]]
    run = "<https://github.com/example/movies/actions/runs/1?a=1&amp;b=2|Run>"
    assert texts == [f"*{heading}*", "*Commit* 7fd1a60", run]


def test_a_commit_is_not_required(app: Any, slack: Any, lambda_context: Any) -> None:
    app.handler({"deployment": DEPLOYMENT}, lambda_context)
    assert len(slack.messages[0]["blocks"]) == 2


@pytest.mark.parametrize(
    ("deployment", "message"),
    [
        ("failed", "deployment must be a JSON object"),
        (DEPLOYMENT | {"outcome": "skipped"}, "outcome"),
        (DEPLOYMENT | {"color": "red"}, "color"),
        ({"outcome": "failed", "url": URL}, "name"),
        (DEPLOYMENT | {"url": "javascript:alert(1)"}, "deployment: url must be a URL"),
        (DEPLOYMENT | {"url": "https://example.com/a b"}, "deployment: url must be a URL"),
    ],
)
def test_an_invalid_event_is_an_error_for_the_caller(
    app: Any, slack: Any, lambda_context: Any, deployment: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        app.handler({"deployment": deployment}, lambda_context)
    assert slack.posts == []


def test_a_message_that_slack_refuses_is_an_error_for_the_caller(app: Any, slack: Any, lambda_context: Any) -> None:
    slack.answer(400, "invalid_blocks")
    with pytest.raises(Exception, match="Slack refused the message: 400 invalid_blocks"):
        app.handler({"deployment": DEPLOYMENT}, lambda_context)


def test_each_invocation_logs_a_span(
    app: Any, slack: Any, lambda_context: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    app.handler({"deployment": DEPLOYMENT}, lambda_context)
    with pytest.raises(ValueError, match="deployment"):
        app.handler({"deployment": {}}, lambda_context)
    spans: list[Any] = [record for record in caplog.records if record.message == "span"]
    assert [(span.span, span.status) for span in spans] == [("deployment", "OK"), ("deployment", "ERROR")]
