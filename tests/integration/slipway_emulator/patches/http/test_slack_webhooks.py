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
    """``posted()`` returns the messages that the webhook has stored."""
    path = webhook.partition(f"{slack.messages_url(target)}/")[2]
    return lambda: [entry["message"] for entry in slack.messages(target) if entry["webhook"] == path]


def post(url, message):
    return requests.post(url, json=message, timeout=30)


def test_a_message_is_accepted_and_stored_with_its_time(target, webhook, posted):
    message = {"text": "started", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*movies*"}}]}

    response = post(webhook, message)

    assert (response.status_code, response.text) == (200, "ok")
    assert posted() == [message]
    assert slack.messages(target)[-1]["received_at"].endswith("Z")


def test_messages_are_listed_oldest_first(webhook, posted):
    for number in range(3):
        post(webhook, {"text": str(number)})

    assert [message["text"] for message in posted()] == ["0", "1", "2"]


def test_an_account_lists_its_own_messages_only(local_aws, webhook):
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
def test_an_invalid_message_is_rejected_and_not_stored(webhook, posted, body, error):
    response = requests.post(webhook, data=body, headers={"Content-Type": "application/json"}, timeout=30)

    assert (response.status_code, response.text) == (400, error)
    assert posted() == []


def fail_next(target, webhook, failures):
    headers = {"Authorization": f"Bearer {target.secret_access_key}"}
    requests.put(webhook, json=failures, headers=headers, timeout=30).raise_for_status()


def test_the_next_posts_can_be_made_to_fail(target, webhook, posted):
    failures = {"count": 2, "status": 429, "retry_after": 3}
    fail_next(target, webhook, failures)

    responses = [post(webhook, {"text": "again"}) for _ in range(3)]

    assert [response.status_code for response in responses] == [429, 429, 200]
    assert (responses[0].headers["Retry-After"], responses[0].text) == ("3", "rate_limited")
    assert posted() == [{"text": "again"}]


def test_posts_to_other_webhooks_of_the_account_do_not_fail(target, webhook):
    fail_next(target, f"{webhook}-of-another-pipeline", {"count": 1, "status": 404})
    assert post(webhook, {"text": "x"}).status_code == 200


def test_a_server_error_has_no_retry_after(target, webhook):
    fail_next(target, webhook, {"count": 1, "status": 500})

    response = post(webhook, {"text": "x"})

    assert response.status_code == 500
    assert "Retry-After" not in response.headers


def test_other_methods_are_not_allowed(webhook):
    assert requests.delete(webhook, timeout=30).status_code == 405


@pytest.mark.upstream
def test_unpatched_ministack_accepts_no_message(unpatched_target):
    assert post(slack.messages_url(unpatched_target), {"text": "x"}).text != "ok"
