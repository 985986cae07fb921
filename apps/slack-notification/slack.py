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

_TIMEOUT = 5  # seconds for the connection, and for each wait after it
_ATTEMPTS = 5
_FIRST_PAUSE = 0.5  # seconds; doubled after each attempt
_MOVED = {403, 404, 410}  # the webhook was revoked, or its channel is gone: a new URL may be in its place
_ERROR_LENGTH = 200


class SlackError(ActionError):
    """Slack did not take the message."""


def post(message: dict[str, Any], seconds_left: Callable[[], float]) -> None:
    """Post the message; again after 429, 5xx and lost connections, as long as there is time.

    http.client rather than urllib.request, which would follow a redirect with the message left out, open a
    ``file:`` URL, and quote the URL in its errors.

    Args:
        message: what the webhook takes.
        seconds_left: tells how long the function may still try.

    Raises:
        SlackError: Slack did not take it; the message says why and never holds the URL.
    """
    url, body = webhook.url(), json.dumps(message, ensure_ascii=False).encode()
    read_anew, problem = False, "no time was left to ask"
    for attempt in range(_ATTEMPTS):
        if seconds_left() < 2 * _TIMEOUT:
            break
        status, problem, pause = _attempt(url, body)
        if status == 200:
            return
        if status in _MOVED and not read_anew:
            read_anew, url = True, webhook.url(anew=True)
            continue
        if status not in {0, 429} and status < 500:
            raise SlackError(f"Slack refused the message: {problem}")
        if not _paused(pause, attempt, seconds_left):
            break
    raise SlackError(f"Slack did not take the message: {problem}")


def _attempt(url: str, body: bytes) -> tuple[int, str, float]:
    """Return the status, 0 without an answer; what is wrong; and the seconds that Slack asks to wait."""
    parts = urlsplit(url)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        connection.request("POST", parts.path, body, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        # What was taken is not asked about: an answer that breaks off would have it told twice.
        text = "" if answer.status == 200 else answer.read(_ERROR_LENGTH).decode(errors="replace")
        return answer.status, f"{answer.status} {text}".strip(), _seconds(answer.getheader("Retry-After"))
    except (OSError, http.client.HTTPException) as error:
        return 0, type(error).__name__, 0
    finally:
        connection.close()


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdecimal() else 0


def _paused(asked: float, attempt: int, seconds_left: Callable[[], float]) -> bool:
    """Wait before the next attempt; False when there is none, or no time for it."""
    pause = max(asked, _FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1))  # noqa: S311 - it only parts the callers
    if attempt + 1 >= _ATTEMPTS or seconds_left() < pause + 2 * _TIMEOUT:
        return False
    time.sleep(pause)
    return True
