"""Checking a new version before the alias points at it.

With a `Check`, the version is invoked with an event, and the response is compared. The function runs with its own role,
so the event's side effects are real.

Without one no harmless event is known, so the handler isn't run. A version with a Python runtime must start, i.e.
Lambda must import its module. Only an invocation makes Lambda start a version: a dry run doesn't. So it is invoked with
a client context that Lambda's Python runtime can't read. The runtime starts the function first, and reads the client
context before it would call the handler:
https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/bootstrap.py
Other runtimes would run the handler, so of their versions only a dry run is made.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from lambda_release.errors import ReleaseError
from lambda_release.function import Function

FILE_NAME = "check.json"
_MAX_SHOWN = 300  # characters of a response in an error message
# Lambda accepts any JSON object. Python's runtime expects that `client` is an object too.
_UNREADABLE_CONTEXT = base64.b64encode(json.dumps({"client": "slipway deploy"}).encode()).decode()
# The event, if a runtime does call the handler.
_START_EVENT = json.dumps({"slipway": "start"})
# Of errors before the handler, e.g. Runtime.ImportModuleError, Runtime.HandlerNotFound, Sandbox.Timedout.
_START_ERRORS = ("Runtime.", "Sandbox.")
_SERVER_ERROR = 500  # and above: https://www.rfc-editor.org/rfc/rfc9110#name-server-error-5xx
# What an error's message says -> what to do about it.
_ADVICE = {
    "No module named ": "add it to the app's requirements.txt, or its folder of libs/ to libs in app.toml",
    "is not authorized to perform: ": (
        "add the action to role.statements of the function; on the local AWS, `slipway iam` prints the statement"
    ),
}


@dataclass(frozen=True)
class Check:
    """The content of a ``check.json``.

    Attributes:
        event: the event to invoke the function with.
        expect: the expected response; of an object, only these keys are compared. None accepts any response, except one
            with a ``statusCode`` of 500 or more.
    """

    event: Any
    expect: Any = None


def check_version(function: Function, version: str, check: Check | None, runtime: str = "") -> None:
    """Invoke a version with the check's event and compare the response; without a check, only see that it starts.

    Args:
        function: the version's function.
        version: the version's number.
        check: the event and the expected response.
        runtime: runtime of the version, e.g. ``python3.13``; only needed without a check.

    Raises:
        ReleaseError: the version failed, or returned an unexpected response; or its reserved concurrency is 0.
        ClientError, BotoCoreError: the version can't be invoked.
    """
    if check is None:
        _check_start(function, version, runtime)
        return
    response, text = _invoke(function, version, Payload=json.dumps(check.event))
    if "FunctionError" in response:
        raise ReleaseError(f"version {version} fails {FILE_NAME}: {_error_message(text)}")
    if check.expect is None and _is_server_error(_parse(text)):
        raise ReleaseError(f"version {version} fails {FILE_NAME}: it returned {text[:_MAX_SHOWN]}, a server's error")
    if check.expect is not None and not _contains(_parse(text), check.expect):
        expected = json.dumps(check.expect)[:_MAX_SHOWN]
        raise ReleaseError(f"version {version} fails {FILE_NAME}: it returned {text[:_MAX_SHOWN]}, not {expected}")


def is_start_checked(runtime: str) -> bool:
    """Return whether the start of a version with this runtime is checked, although there is no `Check`."""
    return runtime.startswith("python")


def _check_start(function: Function, version: str, runtime: str) -> None:
    if not is_start_checked(runtime):
        _invoke(function, version, InvocationType="DryRun")
        return
    response, text = _invoke(function, version, Payload=_START_EVENT, ClientContext=_UNREADABLE_CONTEXT)
    error = _parse(text)
    if "FunctionError" in response and isinstance(error, dict) and _is_of_start(error):
        raise ReleaseError(f"version {version} doesn't start: {_error_message(text)}")


def _is_of_start(error: dict[str, Any]) -> bool:
    """Return whether an error occurred before the handler; other errors of an import begin in Python's importlib."""
    frames = error.get("stackTrace") or [""]
    return str(error.get("errorType")).startswith(_START_ERRORS) or "importlib" in str(frames[0])


def _invoke(function: Function, version: str, **options: str) -> tuple[Any, str]:
    """Return the response of an invocation and its payload."""
    try:
        response = function.client.invoke(FunctionName=function.name, Qualifier=version, **options)
    except function.client.exceptions.TooManyRequestsException as error:
        if function.reserved_concurrency() == 0:
            raise ReleaseError(
                f"version {version} can't be checked, because {function.name} has a reserved concurrency of 0: alias "
                f"{function.alias_name} stays where it is until you raise or remove it, and deploy again"
            ) from error
        raise
    return response, response["Payload"].read().decode(errors="replace")


def _is_server_error(response: object) -> bool:
    """Return whether API Gateway or a function URL answers with a status of 500 or more."""
    status = response.get("statusCode") if isinstance(response, dict) else None
    return isinstance(status, int) and status >= _SERVER_ERROR


def _contains(value: object, expected: object) -> bool:
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(
            key in value and _contains(value[key], expected[key]) for key in expected
        )
    return isinstance(value, bool) is isinstance(expected, bool) and value == expected  # JSON's true isn't 1


def _error_message(text: str) -> str:
    """Return the type and message of a failed invocation with advice, without the stack trace, which is in the log."""
    value = _parse(text)
    if not isinstance(value, dict) or "errorMessage" not in value:
        return text[:_MAX_SHOWN]
    message = f"{value.get('errorType', 'error')}: {value['errorMessage']}"
    advice = [f"; {advice}" for part, advice in _ADVICE.items() if part in message]
    return message[:_MAX_SHOWN] + "".join(advice)


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:  # custom runtimes may return any text
        return text
