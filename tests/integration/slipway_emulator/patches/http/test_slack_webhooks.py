import json

import pytest
import requests

from slipway.harness import unique_name
from slipway.local import slack


@pytest.fixture
def webhook(target):
    """The URL of an incoming webhook that no other test posts to."""
    return f"{slack.messages_url(target)}/services/{unique_name()}"


@pytest.fixture
def posted(target, webhook):
    """``posted()`` is what the webhook has taken."""
    path = webhook.partition(f"{slack.messages_url(target)}/")[2]
    return lambda: [entry["message"] for entry in slack.messages(target) if entry["webhook"] == path]


def post(url, message):
    return requests.post(url, json=message, timeout=30)


def test_a_message_is_taken_and_kept_with_its_time(target, webhook, posted):
    message = {"text": "started", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*movies*"}}]}

    answer = post(webhook, message)

    assert (answer.status_code, answer.text) == (200, "ok")
    assert posted() == [message]
    assert slack.messages(target)[-1]["received_at"].endswith("Z")


def test_messages_are_listed_in_the_order_in_which_they_came(webhook, posted):
    for number in range(3):
        post(webhook, {"text": str(number)})

    assert [message["text"] for message in posted()] == ["0", "1", "2"]


def test_an_account_sees_its_own_messages_only(local_aws, webhook):
    post(webhook, {"text": "not yours"})

    assert slack.messages(local_aws.target(account_id="999999999999")) == []


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("not JSON", "invalid_payload"),
        ("", "invalid_payload"),
        ('"text"', "invalid_payload"),
        ("{}", "no_text"),
        ('{"text": ""}', "no_text"),
        ('{"blocks": []}', "no_text"),
        ('{"blocks": {"type": "section"}}', "invalid_blocks"),
        ('{"blocks": ["text"]}', "invalid_blocks"),
        ('{"blocks": [{"type": "section"}]}', "invalid_blocks"),
        (json.dumps({"blocks": [{"type": "divider"}] * 51}), "invalid_blocks"),
        (json.dumps({"blocks": [{"type": "header", "text": {"text": "x" * 151}}]}), "invalid_blocks"),
        (json.dumps({"blocks": [{"type": "section", "text": {"text": "x" * 3001}}]}), "invalid_blocks"),
    ],
)
def test_what_slack_refuses_is_refused_and_not_kept(webhook, posted, body, error):
    answer = requests.post(webhook, data=body, headers={"Content-Type": "application/json"}, timeout=30)

    assert (answer.status_code, answer.text) == (400, error)
    assert posted() == []


def fail_next(target, failures):
    headers = {"Authorization": f"Bearer {target.secret_access_key}"}
    requests.put(slack.messages_url(target), json=failures, headers=headers, timeout=30).raise_for_status()


def test_the_next_posts_can_be_made_to_fail(target, webhook, posted):
    failures = {"count": 2, "status": 429, "retry_after": 3}
    fail_next(target, failures)

    answers = [post(webhook, {"text": "again"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert (answers[0].headers["Retry-After"], answers[0].text) == ("3", "rate_limited")
    assert posted() == [{"text": "again"}]


def test_a_failure_of_slack_itself_has_no_time_to_wait(target, webhook):
    fail_next(target, {"count": 1, "status": 500})

    answer = post(webhook, {"text": "x"})

    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers


def test_other_methods_are_not_allowed(webhook):
    assert requests.delete(webhook, timeout=30).status_code == 405


def test_unpatched_ministack_takes_no_message(unpatched_target):
    assert post(slack.messages_url(unpatched_target), {"text": "x"}).text != "ok"
