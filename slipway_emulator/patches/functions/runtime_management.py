"""The runtime management configuration of a function can be read and set.

It says when Lambda updates the runtime: ``Auto``, ``FunctionUpdate``, or ``Manual`` with the ARN of a version of the
runtime. Each version of a function has its own:
https://docs.aws.amazon.com/lambda/latest/api/API_PutRuntimeManagementConfig.html
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html

MiniStack responds with 404. Here it has no effect: the runtime is the one of this machine.
"""

import functools
import json
import re
from typing import Any
from urllib.parse import unquote

from ministack.services import lambda_svc

_PATH = re.compile(r"/2021-07-20/functions/([^/]+)/runtime-management-config/?")
_MODES = ("Auto", "FunctionUpdate", "Manual")
_DEFAULT = {"UpdateRuntimeOn": "Auto"}


def apply() -> None:
    """Handle the two operations before MiniStack does."""
    handle = lambda_svc.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: dict[str, Any]) -> object:
        found = _PATH.fullmatch(unquote(path)) if method in ("GET", "PUT") else None
        if not found:
            return await handle(method, path, headers, body, query)
        return _respond(found[1], query, json.loads(body or b"{}") if method == "PUT" else None)

    lambda_svc.handle_request = handle_request


def _respond(reference: str, query: dict[str, Any], settings: dict[str, Any] | None) -> object:
    """Return the configuration of a function or version, after setting it unless ``settings`` is None."""
    function, in_path = lambda_svc._resolve_request_scoped_name_and_qualifier(reference)
    qualifier = lambda_svc._qualifier_from_path_or_query(in_path, query) or "$LATEST"
    response = lambda_svc._get_function_config(function, qualifier)
    if response[0] != 200:
        return response
    configurations = lambda_svc._functions[function].setdefault("runtime_management", {})
    if settings is not None:
        if rejection := _rejection(settings):
            return lambda_svc.error_response_json("InvalidParameterValueException", rejection, 400)
        names = ("UpdateRuntimeOn", "RuntimeVersionArn")
        configurations[qualifier] = {name: settings[name] for name in names if settings.get(name)}
    arn = json.loads(response[2])["FunctionArn"]
    return lambda_svc.json_response({**configurations.get(qualifier, _DEFAULT), "FunctionArn": arn})


def _rejection(settings: dict[str, Any]) -> str | None:
    mode, version = settings.get("UpdateRuntimeOn"), settings.get("RuntimeVersionArn")
    if mode not in _MODES:
        return f"UpdateRuntimeOn must be one of {', '.join(_MODES)}"
    if mode == "Manual" and not version:
        return "RuntimeVersionArn is required when UpdateRuntimeOn is Manual"
    if mode != "Manual" and version:
        return f"RuntimeVersionArn must not be provided when UpdateRuntimeOn is {mode}"
    return None
