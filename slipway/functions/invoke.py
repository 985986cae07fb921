"""Invoking the function of an app with an event, and its response, log and duration."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

from botocore.config import Config

from lambda_release.function import Function
from slipway.aws.target import Target
from slipway.config.app import App
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import function_of
from slipway.functions.traces import error_text

# A function may run for 15 minutes. A retry would run it again.
_CONFIG = Config(read_timeout=920, retries={"total_max_attempts": 1})


@dataclass(frozen=True)
class Invocation:
    """The result of an invocation.

    Attributes:
        payload: the response, as JSON text.
        error: the error and its stack trace; None if the function returned.
        log: what Lambda returned of the log, at most its last 4 KB.
        version: version that ran.
        seconds: time from the request to the response, in seconds.
    """

    payload: str
    error: str | None
    log: str
    version: str
    seconds: float


def invoke(target: Target, app: App, event: str, *, environment: str, alias: str) -> Invocation:
    """Invoke a function, and wait for its response.

    Args:
        target: account and region.
        app: the app.
        event: JSON.
        environment: prefix of the function's name.
        alias: alias of the function, or a version.

    Raises:
        SlipwayError: the function or the alias doesn't exist, or Lambda refused the invocation.
    """
    function = function_of(target.client("lambda", _CONFIG), app, environment, alias)
    with explain_errors(function.name):
        started = time.monotonic()
        response = _call(function, event)
        payload = response["Payload"].read().decode(errors="replace")
    return Invocation(
        payload,
        _error(payload, app) if "FunctionError" in response else None,
        base64.b64decode(response.get("LogResult", "")).decode(errors="replace"),
        response.get("ExecutedVersion", ""),
        time.monotonic() - started,
    )


def _call(function: Function, event: str) -> Any:  # noqa: ANN401 - boto3's response
    arguments = {"FunctionName": function.name, "Qualifier": function.alias_name, "LogType": "Tail", "Payload": event}
    try:
        return function.client.invoke(**arguments)
    except function.client.exceptions.ResourceNotFoundException:
        function.configuration()  # names the function, or else the alias, and what to apply
        function.alias()
        raise


def _error(payload: str, app: App) -> str:
    try:
        error = json.loads(payload)
    except ValueError:  # a custom runtime may return any text
        return payload
    return error_text(error, app) if isinstance(error, dict) else payload
