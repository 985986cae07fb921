"""Each invocation of a function is recorded with its event, its result and its calls to AWS, for `slipway replay`.

On AWS, the nearest to this are CloudTrail's data events, which have neither the event nor the result:
https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
A call is known to be an invocation's by the header with which AWS's SDKs pass on the trace of the invocation:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

MiniStack records neither. This patch appends a line of JSON for each invocation to the file that
``SLIPWAY_INVOCATIONS_FILE`` names. ``slipway/local/invocations.py`` describes the line.
"""

import functools
import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import router
from ministack.services import lambda_svc

# Removed from the environment, because functions inherit it.
_FILE = os.environ.pop("SLIPWAY_INVOCATIONS_FILE", None)
_MAX_SIZE = 8 * 1024 * 1024  # bytes, after which a new file begins; the one before it is kept
_ROOT = re.compile(r"Root=([^;]+)")
_CODE = re.compile(rb'"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"|<Code>([^<]+)</Code>')
_HTTP_ERROR = 400

_Record = dict[str, Any]
_Response = tuple[int, dict[str, str], Any]
_Handle = Callable[..., Awaitable[_Response | None]]

_current: ContextVar[_Record | None] = ContextVar("invocation", default=None)
_running: dict[str, _Record] = {}  # by the root of the trace
_writing = threading.Lock()


def apply() -> None:
    """Wrap the execution of a function, the creation of its trace, and the handling of requests."""
    if not _FILE:
        return
    lambda_svc._execute_function_dispatch = _recording(lambda_svc._execute_function_dispatch, Path(_FILE))
    lambda_svc._xray_trace_id_for_invocation = _remembering(lambda_svc._xray_trace_id_for_invocation)
    app._dispatch_service_request = _observing(app._dispatch_service_request)
    app._handle_ses_v2_request = _observing(app._handle_ses_v2_request, "ses")


def _recording(execute: Callable[..., _Record], file: Path) -> Callable[..., _Record]:
    @functools.wraps(execute)
    def record(function: _Record, config: _Record, event: object, request_id: str, started: float) -> _Record:
        invocation = {
            "arn": config["FunctionArn"],
            "version": config.get("Version", "$LATEST"),
            "request": request_id,
            "time": round(time.time() * 1000),
            "event": event,
            "calls": [],
        }
        token = _current.set(invocation)
        try:
            result = execute(function, config, event, request_id, started)
        finally:
            _current.reset(token)
            _running.pop(invocation.pop("trace", ""), None)
        _write(file, {**invocation, "response": result.get("body"), "failed": bool(result.get("error"))})
        return result

    return record


def _remembering(trace_id: Callable[..., str | None]) -> Callable[..., str | None]:
    """Return a function that remembers whose invocation has the trace that it returns."""

    @functools.wraps(trace_id)
    def remember(*arguments: object) -> str | None:
        header = trace_id(*arguments)
        invocation, root = _current.get(), _ROOT.search(header or "")
        if invocation and root:
            invocation["trace"] = root[1]
            _running[root[1]] = invocation
        return header

    return remember


def _observing(handle: _Handle, service: str = "") -> _Handle:
    @functools.wraps(handle)
    async def observe(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> _Response | None:
        response = await handle(method, path, headers, body, query, request_id)
        root = _ROOT.search(headers.get("x-amzn-trace-id", ""))
        invocation = _running.get(root[1]) if root else None
        if invocation is not None and response is not None:
            parameters = app._routing_params(method, path, headers, body, query)
            name = service or router.detect_service(method, path, headers, parameters)
            invocation["calls"].append(_call(str(name), (method, path, headers, body, query), response))
        return response

    return observe


def _call(service: str, sent: tuple[str, str, dict[str, str], bytes, dict[str, Any]], response: _Response) -> _Record:
    """Return the operation of a request, e.g. ``dynamodb:PutItem``, with its input and the code of its error."""
    # Imported by the first request, because botocore would double the time that the start takes.
    from slipway_emulator.models.service_models import Request, has_model, model_name  # noqa: PLC0415
    from slipway_emulator.validation import requests  # noqa: PLC0415

    request = Request(service, *sent)
    name = model_name(request)
    found = requests.operation_of(name, request) if has_model(name) else None
    error = {"error": _error(response)} if response[0] >= _HTTP_ERROR else {}
    if found is None:
        return {"operation": f"{service}:{request.method} {request.path}", "input": {}, **error}
    return {"operation": f"{service}:{found[0].name}", "input": requests.readable_input(request, found), **error}


def _error(response: _Response) -> str:
    status, headers, body = response
    named = next((value for name, value in headers.items() if name.lower() == "x-amzn-errortype"), "")
    match = _CODE.search(body) if isinstance(body, bytes) else None
    return named.partition(":")[0] or (next(filter(None, match.groups())).decode() if match else str(status))


def _write(file: Path, invocation: _Record) -> None:
    line = json.dumps(invocation, default=_text)
    with _writing:
        if file.exists() and file.stat().st_size > _MAX_SIZE:
            file.replace(file.with_suffix(".1.jsonl"))
        # Events have whatever a caller has sent, passwords too.
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(f"{line}\n")


def _text(value: object) -> str:
    """Return what isn't JSON as text: a binary value that isn't text by its hash."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return f"sha256:{hashlib.sha256(value).hexdigest()}"
    return str(value)
