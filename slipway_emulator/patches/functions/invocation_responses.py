"""Invoke refuses a payload that isn't JSON, and returns the executed version only of invocations that it waits for.

A function that doesn't exist is named with the version or alias that was invoked, which is ``$LATEST`` by default:
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json

MiniStack invokes the function with an empty object, fails with InternalError if the payload isn't UTF-8, and names the
function alone.
"""

import functools
import json
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json

_Response = tuple[int, dict[str, str], Any]
_Handler = Callable[..., Awaitable[_Response]]
_VALUES = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"
_PREFIX = "Could not parse request body into json: Could not parse payload into json: "
_SOURCE = "at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); {}]"
_FIRST_NO_CONTROL = 0xA0  # of Latin-1, after the control characters that start at 0x80
_NOT_FOUND, _ACCEPTED = 404, 202
# The payload of the invocation in this context.
_payload: ContextVar[bytes] = ContextVar("payload", default=b"")


def apply() -> None:
    """Wrap the request handler, and the invocation."""
    lambda_svc.handle_request = _receiving(lambda_svc.handle_request)
    lambda_svc._invoke = _completing(lambda_svc._invoke)


def _receiving(handle: _Handler) -> _Handler:
    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Any) -> _Response:  # noqa: ANN401
        if method != "POST" or not path.endswith("/invocations"):
            return await handle(method, path, headers, body, query)
        token = _payload.set(body)
        try:
            return await handle(method, path, headers, body, query)
        except UnicodeDecodeError:
            if reason := _reason(body):
                return _refusal(reason)
            raise
        finally:
            _payload.reset(token)

    return handle_request


def _completing(invoke: _Handler) -> _Handler:
    @functools.wraps(invoke)
    async def invoke_function(
        name: str,
        event: object,
        headers: object,
        qualifier: str | None = None,
        query: Any = None,  # noqa: ANN401 - MiniStack's dictionary
    ) -> _Response:
        if name not in lambda_svc._functions:
            invoked = qualifier or lambda_svc._qp_first(query or {}, "Qualifier") or "$LATEST"
            message = f"Function not found: {lambda_svc._func_arn(name)}:{invoked}"
            return error_response_json("ResourceNotFoundException", message, _NOT_FOUND)
        if event == {} and (reason := _reason(_payload.get())):  # MiniStack's event if the payload isn't JSON
            return _refusal(reason)
        status, response_headers, body = await invoke(name, event, headers, qualifier, query)
        if status == _ACCEPTED:
            response_headers = {key: text for key, text in response_headers.items() if key != "X-Amz-Executed-Version"}
        return status, response_headers, body

    return invoke_function


def _refusal(reason: str) -> _Response:
    return error_response_json("InvalidRequestContentException", _PREFIX + reason, 400)


def _reason(payload: bytes) -> str:
    """Return why a payload isn't JSON, as Jackson says it; empty if it is, or if there is none."""
    try:
        json.loads(payload or b"{}")
    except UnicodeDecodeError as error:
        return _undecodable(payload, error)
    except (RecursionError, json.JSONDecodeError):
        from slipway_emulator.validation import json_texts  # noqa: PLC0415 - not needed by the start

        text = payload.decode()
        return f"{json_texts.parser_error(text)}\n {_SOURCE.format(json_texts.parser_position(text))}"
    return ""


def _undecodable(payload: bytes, error: UnicodeDecodeError) -> str:
    """Return the reason of bytes that aren't UTF-8, of which Jackson reads the first one of a value as a character."""
    start, code = error.start, payload[error.start]
    before = payload[:start].decode()
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    if before.rstrip()[-1:] in ("", "[", ":", ","):
        character = f"'{chr(code)}' (code {code})" if code >= _FIRST_NO_CONTROL else f"(CTRL-CHAR, code {code})"
        message = f"Unexpected character ({character}): expected a valid value ({_VALUES})"
    elif error.reason == "invalid continuation byte":
        message, column = f"Invalid UTF-8 middle byte 0x{payload[error.end]:x}", column + 1
    else:
        message, column = f"Invalid UTF-8 start byte 0x{code:x}", column + 1
    return f"{message}\n {_SOURCE.format(f'line: {line}, column: {column}')}"
