"""The messages that were posted to Slack, as text."""

import pytest

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.local import slack


def entry(**message) -> dict:
    return {"received_at": "2026-11-21T06:17:05.120Z", "webhook": "services/x", "message": message}


def test_a_message_is_shown_with_time_and_text():
    assert slack.render(entry(text="site: started")) == "2026-11-21T06:17:05.120Z site: started"


def test_the_texts_of_its_blocks_follow_on_separate_lines():
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "site failed"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Stage*\nBuild"}]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "commit 1a2b"}]},
        {"type": "actions", "elements": [{"type": "button", "text": {"text": "Open"}, "url": "https://example.com"}]},
        {"type": "video", "title": "x"},
    ]

    assert slack.render(entry(blocks=blocks)).splitlines() == [
        "2026-11-21T06:17:05.120Z",
        "  site failed",
        "  *Stage*",
        "  Build",
        "  commit 1a2b",
        "  Open https://example.com",
        '  {"type": "video", "title": "x"}',
    ]


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ({"type": "context", "elements": 1}, '  {"type": "context", "elements": 1}'),
        ({"type": "context", "elements": [1]}, "  1"),
        ({"type": "context", "elements": [{"text": 1}]}, '  {"text": 1}'),
        ({"type": "context", "text": {"text": ["a"]}}, '  {"text": ["a"]}'),
        ({"type": "section", "text": {"text": "a"}, "fields": None}, "  a"),
        ({"type": "section", "text": {"text": "half of \ud83d"}}, "  half of ?"),
        ({"type": "section", "text": {"text": "\x1b]0;title\x07\x9b2J\ttext"}}, "   ]0;title  2J\ttext"),
    ],
)
def test_an_invalid_block_is_shown_as_json(block, shown):
    rendered = slack.render(entry(blocks=[block]))

    assert rendered.encode().decode().splitlines()[1:] == [shown]


def test_a_local_aws_that_has_died_is_an_error_of_one_line():
    with pytest.raises(SlipwayError, match=r"^GET http://127\.0\.0\.1:1/_slipway/slack/123456789012 got no response"):
        slack.messages(Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local"))
