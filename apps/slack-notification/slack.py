"""Posts to Slack's incoming webhook."""

import http.client
import json
import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import webhook
from pipeline_action.errors import ActionError
from runtime.events import UnprocessableError

_TIMEOUT = 5  # seconds, to connect and to wait for data
_ATTEMPTS = 5
_FIRST_PAUSE = 0.5  # seconds; doubled after each attempt
_REVOKED = {403, 404, 410}  # the webhook or its channel is gone; the stored URL may have been replaced
_MAX_ERROR = 200  # bytes


class SlackError(ActionError):
    """Slack did not accept the message."""


class RefusedError(SlackError, UnprocessableError):
    """Slack refused the message, and would refuse it again."""


def post(message: dict[str, Any], seconds_left: Callable[[], float]) -> None:
    """Post a message. Throttling, server errors and lost connections are retried while there is time.

    This uses http.client because urllib.request would follow a redirect without the message, open a ``file:`` URL,
    and include the URL in its errors.

    Args:
        message: the payload of the webhook.
        seconds_left: returns how many seconds are left for attempts.

    Raises:
        RefusedError: Slack refused the message. The errors never contain the URL.
        SlackError: Slack did not accept the message in time.
    """
    # "replace": JSON can contain half of a surrogate pair, which has no encoding.
    url, body = webhook.url(), json.dumps(message, ensure_ascii=False).encode(errors="replace")
    is_refreshed, problem = False, "there was no time left for an attempt"
    for attempt in range(_ATTEMPTS):
        if seconds_left() < 2 * _TIMEOUT:
            break
        status, problem, retry_after = _attempt(url, body)
        if status == 200:
            return
        if status in _REVOKED and not is_refreshed:
            is_refreshed, url = True, webhook.url(refresh=True)
            continue
        if status not in {0, 429} and status < 500:
            raise RefusedError(f"Slack refused the message: {problem}")
        if not _wait(retry_after, attempt, seconds_left):
            break
    raise SlackError(f"Slack did not accept the message: {problem}")


def _attempt(url: str, body: bytes) -> tuple[int, str, float]:
    """Return the status, or 0 without a response; a description of the error; the seconds of Retry-After."""
    parts = urlsplit(url)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        connection.request("POST", parts.path, body, {"Content-Type": "application/json; charset=utf-8"})
        response = connection.getresponse()
        # The body of a 200 isn't read: if the connection broke, the message would be posted twice.
        text = "" if response.status == 200 else response.read(_MAX_ERROR).decode(errors="replace")
        return response.status, f"{response.status} {text}".strip(), _seconds(response.getheader("Retry-After"))
    except (OSError, http.client.HTTPException) as error:
        return 0, type(error).__name__, 0
    finally:
        connection.close()


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdecimal() else 0


def _wait(retry_after: float, attempt: int, seconds_left: Callable[[], float]) -> bool:
    """Wait before the next attempt; return False if there is none, or no time for it."""
    backoff = _FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1)  # noqa: S311 - jitter, not cryptography
    pause = max(retry_after, backoff)
    if attempt + 1 >= _ATTEMPTS or seconds_left() < pause + 2 * _TIMEOUT:
        return False
    time.sleep(pause)
    return True
