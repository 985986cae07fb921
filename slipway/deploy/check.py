"""Checking a new version before the alias points at it.

The optional file ``check.json`` of an app holds an event and the response that a working version returns::

    {"event": {"httpMethod": "GET", "pathParameters": {"id": "none"}}, "expect": {"statusCode": 404}}

The version is invoked with ``event``. The response must contain everything in ``expect``; without ``expect``, the
invocation must only succeed, and return no status of 500 or more. The function runs with its own role, so the event's
side effects are real.

For an app without ``check.json`` no harmless event is known, so its handler isn't run. `lambda_release.check` describes
what is checked of it.
"""

import json

from lambda_release.check import FILE_NAME, Check
from slipway.config.app import App
from slipway.errors import SlipwayError


def load(app: App) -> Check | None:
    """Return the app's check; None if it has none.

    Raises:
        SlipwayError: the file isn't JSON, or has other keys.
    """
    path = app.folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise SlipwayError(f"apps/{app.name}/{FILE_NAME} is not JSON: {error}") from error
    if not isinstance(content, dict) or not {"event"} <= set(content) <= {"event", "expect"}:
        raise SlipwayError(f'apps/{app.name}/{FILE_NAME} must be an object with "event" and, optionally, "expect"')
    return Check(**content)
