"""A function's configuration of asynchronous invocations has only what it was given, and can be updated.

PutFunctionEventInvokeConfig replaces all settings, and those that it leaves out are missing from the response;
UpdateFunctionEventInvokeConfig changes only those that it names:
https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html

MiniStack fills in an age of six hours and two retries, which each of Terraform's plans removes, and has no update.
"""

import functools
import json
import re
from typing import Any
from urllib.parse import unquote

from ministack.services import lambda_svc

_SETTINGS = ("MaximumRetryAttempts", "MaximumEventAgeInSeconds")
_PATH = re.compile(r"/2019-09-25/functions/([^/]+)/event-invoke-config/?")


def apply() -> None:
    """Wrap the replacement of the settings, and handle the update."""
    put, handle = lambda_svc._put_event_invoke_config, lambda_svc.handle_request

    @functools.wraps(put)
    def put_config(function: str, qualifier: str | None, data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        response = put(function, qualifier, data)
        if response[0] != 200:
            return response
        config: Any = lambda_svc._event_invoke_config(lambda_svc._functions[function], qualifier)
        for name in _SETTINGS:
            if data.get(name) is None:
                config.pop(name, None)
        return lambda_svc.json_response(config)

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: dict[str, Any]) -> object:
        found = _PATH.fullmatch(unquote(path)) if method == "POST" else None
        return _update(found[1], body, query) if found else await handle(method, path, headers, body, query)

    lambda_svc._put_event_invoke_config, lambda_svc.handle_request = put_config, handle_request


def _update(reference: str, body: bytes, query: dict[str, Any]) -> object:
    function, in_path = lambda_svc._resolve_request_scoped_name_and_qualifier(reference)
    qualifier = lambda_svc._qualifier_from_path_or_query(in_path, query)
    response = lambda_svc._get_event_invoke_config(function, qualifier)
    if response[0] != 200:
        return response
    current = json.loads(response[2])
    return lambda_svc._put_event_invoke_config(function, qualifier, {**current, **json.loads(body or b"{}")})
