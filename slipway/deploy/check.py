"""Checking a version before the alias serves it.

An app says with ``check.json`` what a working version answers::

    {"event": {"httpMethod": "GET", "pathParameters": {"id": "none"}}, "expect": {"statusCode": 404}}

The version is invoked with ``event``. Its answer must hold all that ``expect`` holds; without ``expect`` it must
only not fail. Whoever writes the event answers for its side effects: it runs with the function's own role.

Of an app without ``check.json`` no event is known that would be harmless, so nothing of its code is run: its
version must have become Active, and a dry run tells that it can be invoked.
"""

import json
from dataclasses import dataclass
from typing import Any

from slipway.config.app import App
from slipway.errors import SlipwayError

FILE_NAME = "check.json"
_SHOWN = 300  # characters of an answer that isn't the expected one


@dataclass(frozen=True)
class Check:
    """What ``check.json`` says.

    Attributes:
        event: to invoke with.
        expect: what the answer must hold: of an object these keys with such values, else an equal value. None: any.
    """

    event: Any
    expect: Any = None


def load(app: App) -> Check | None:
    """Return the app's check, None if it has none.

    Raises:
        SlipwayError: the file isn't as described.
    """
    path = app.folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SlipwayError(f"apps/{app.name}/{FILE_NAME} is not JSON: {error}") from error
    if not isinstance(content, dict) or not {"event"} <= set(content) <= {"event", "expect"}:
        raise SlipwayError(f'apps/{app.name}/{FILE_NAME} must be an object with "event" and, if wanted, "expect"')
    return Check(**content)


def run(client: Any, function: str, version: str, check: Check | None) -> None:  # noqa: ANN401 - boto3's
    """Invoke a version with the check's event, or none of its code without a check.

    Raises:
        SlipwayError: the version failed, or answered something else.
        ClientError, BotoCoreError: it can't be invoked.
    """
    if check is None:
        client.invoke(FunctionName=function, Qualifier=version, InvocationType="DryRun")
        return
    answer = client.invoke(FunctionName=function, Qualifier=version, Payload=json.dumps(check.event))
    text = answer["Payload"].read().decode(errors="replace")
    if "FunctionError" in answer:
        raise SlipwayError(f"version {version} fails {FILE_NAME}: {_failure(text)[:_SHOWN]}")
    if check.expect is not None and not _holds(_value(text), check.expect):
        expected = json.dumps(check.expect)[:_SHOWN]
        raise SlipwayError(f"version {version} fails {FILE_NAME}: it answered {text[:_SHOWN]} and not {expected}")


def _holds(value: object, expected: object) -> bool:
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(key in value and _holds(value[key], expected[key]) for key in expected)
    return isinstance(value, bool) is isinstance(expected, bool) and value == expected  # JSON's true isn't 1


def _failure(text: str) -> str:
    """Return what Lambda says of a failed invocation, without the stack trace, which is in the log."""
    value = _value(text)
    if not isinstance(value, dict) or "errorMessage" not in value:
        return text
    return f"{value.get('errorType', 'error')}: {value['errorMessage']}"


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:  # a custom runtime may answer anything
        return text
