"""Temporary failures are retried, and only those."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest


@pytest.fixture
def post(app: Any) -> Callable[..., None]:
    def post_with(seconds: float = 60) -> None:
        import slack

        slack.post({"text": "hello"}, lambda: seconds)

    return post_with


@pytest.mark.parametrize("status", [429, 500, 503, 0])
def test_a_temporary_failure_is_retried_with_exponential_backoff(
    post: Any, slack: Any, pauses: list[float], status: int
) -> None:
    for _ in range(3):
        slack.answer(status)
    post()
    assert slack.messages == [{"text": "hello"}] * 4
    assert all(0.5 * 2**n <= 2 * pause <= 2 * 0.5 * 2**n for n, pause in enumerate(pauses))
    assert len(pauses) == 3


def test_an_accepted_message_is_not_posted_again_if_the_connection_breaks(
    post: Any, slack: Any, pauses: list[float]
) -> None:
    slack.answer(200, "no chunk", Transfer_Encoding="chunked")
    post()
    assert (pauses, len(slack.posts)) == ([], 1)


def test_the_number_of_attempts_is_limited(post: Any, slack: Any) -> None:
    for _ in range(9):
        slack.answer(503, "down")
    with pytest.raises(Exception, match="Slack did not accept the message: 503 down"):
        post()
    assert len(slack.posts) == 5


def test_the_pause_is_at_least_retry_after(post: Any, slack: Any, pauses: list[float]) -> None:
    slack.answer(429, "rate_limited", Retry_After="7")
    post()
    assert pauses == [7]


@pytest.mark.parametrize("retry_after", ["3600", "60"])
def test_it_fails_immediately_if_retry_after_exceeds_the_time_left(
    post: Any, slack: Any, pauses: list[float], retry_after: str
) -> None:
    slack.answer(429, "rate_limited", Retry_After=retry_after)
    with pytest.raises(Exception, match="429 rate_limited"):
        post()
    assert (pauses, len(slack.posts)) == ([], 1)


def test_nothing_is_posted_without_enough_time(post: Any, slack: Any) -> None:
    with pytest.raises(Exception, match="no time left"):
        post(9)
    assert slack.posts == []


@pytest.mark.parametrize("status", [400, 302, 413])
def test_a_permanent_failure_is_not_retried(post: Any, slack: Any, pauses: list[float], status: int) -> None:
    slack.answer(status, "invalid_payload", Location=slack.url)
    with pytest.raises(Exception, match=f"Slack refused the message: {status} invalid_payload"):
        post()
    assert (pauses, len(slack.posts)) == ([], 1)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_revoked_webhooks_url_is_read_again_once(post: Any, slack: Any, status: int) -> None:
    post()
    boto3.client("ssm").put_parameter(
        Name="/slack/webhook", Value=f"{slack.url}-new", Type="SecureString", Overwrite=True
    )
    post()
    slack.answer(status, "no_service")
    post()
    assert [path.rpartition("/")[2] for path, _ in slack.posts] == ["secret", "secret", "secret", "secret-new"]
    for _ in range(2):
        slack.answer(status, "no_service")
    with pytest.raises(Exception, match=f"Slack refused the message: {status} no_service"):
        post()
    assert len(slack.posts) == 6


def test_the_url_can_be_in_secrets_manager(
    aws_account: Any, load_app: Any, monkeypatch: pytest.MonkeyPatch, slack: Any
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_SECRET", "slack-webhook")
    boto3.client("secretsmanager").create_secret(Name="slack-webhook", SecretString=f"{slack.url}\n")
    load_app("slack-notification")
    import slack as slack_module

    slack_module.post({"text": "hello"}, lambda: 60)
    assert slack.messages == [{"text": "hello"}]


@pytest.mark.parametrize("names", [[], ["SLACK_WEBHOOK_PARAMETER", "SLACK_WEBHOOK_SECRET"]])
def test_exactly_one_location_of_the_url_must_be_set(
    aws_account: Any, load_app: Any, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    for name in names:
        monkeypatch.setenv(name, "x")
    with pytest.raises(RuntimeError, match="SLACK_WEBHOOK_PARAMETER and SLACK_WEBHOOK_SECRET"):
        load_app("slack-notification")


@pytest.mark.parametrize(
    "url",
    ["http://example.com/x", "file:///etc/passwd", "nonsense", "https://", "https://[x", "https://example.com/é"],
)
def test_a_url_without_https_is_an_error(app: Any, post: Any, url: str) -> None:
    boto3.client("ssm").put_parameter(Name="/slack/webhook", Value=url, Type="SecureString", Overwrite=True)
    with pytest.raises(Exception, match="/slack/webhook does not contain an https URL"):
        post()
