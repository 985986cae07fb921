"""Checking a new version before the alias points at it.

The optional file ``check.json`` of an app holds an event and the response that a working version returns::

    {"event": {"httpMethod": "GET", "pathParameters": {"id": "none"}}, "expect": {"statusCode": 404}}

The version is invoked with ``event``. The response must contain everything in ``expect``; without ``expect``, the
invocation must only succeed. The function runs with its own role, so the event's side effects are real.

For an app without ``check.json`` no harmless event is known, so its code isn't run: the version must be Active, and a
dry run must confirm that it can be invoked.
"""

import json
from dataclasses import dataclass
from typing import Any

from slipway.config.app import App
from slipway.deploy.function import Function
from slipway.errors import SlipwayError

FILE_NAME = "check.json"
_MAX_SHOWN = 300  # characters of a response in an error message


@dataclass(frozen=True)
class Check:
    """The content of a ``check.json``.

    Attributes:
        event: the event to invoke the function with.
        expect: the expected response; of an object, only these keys are compared. None accepts any response.
    """

    event: Any
    expect: Any = None


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


def check_version(function: Function, version: str, check: Check | None) -> None:
    """Invoke a version with the check's event and compare the response; without a check, only make a dry run.

    Raises:
        SlipwayError: the version failed, or returned an unexpected response.
        ClientError, BotoCoreError: the version can't be invoked.
    """
    target = {"FunctionName": function.name, "Qualifier": version}
    if check is None:
        function.client.invoke(**target, InvocationType="DryRun")
        return
    response = function.client.invoke(**target, Payload=json.dumps(check.event))
    text = response["Payload"].read().decode(errors="replace")
    if "FunctionError" in response:
        raise SlipwayError(f"version {version} fails {FILE_NAME}: {_error_message(text)[:_MAX_SHOWN]}")
    if check.expect is not None and not _contains(_parse(text), check.expect):
        expected = json.dumps(check.expect)[:_MAX_SHOWN]
        raise SlipwayError(f"version {version} fails {FILE_NAME}: it returned {text[:_MAX_SHOWN]}, not {expected}")


def _contains(value: object, expected: object) -> bool:
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(
            key in value and _contains(value[key], expected[key]) for key in expected
        )
    return isinstance(value, bool) is isinstance(expected, bool) and value == expected  # JSON's true isn't 1


def _error_message(text: str) -> str:
    """Return the type and message of a failed invocation, without the stack trace, which is in the log."""
    value = _parse(text)
    if not isinstance(value, dict) or "errorMessage" not in value:
        return text
    return f"{value.get('errorType', 'error')}: {value['errorMessage']}"


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:  # custom runtimes may return any text
        return text
