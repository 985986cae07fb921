"""A function's configuration of asynchronous invocations has only what it was given, and can be updated.

PutFunctionEventInvokeConfig replaces all settings, and those that it leaves out are missing from the response;
UpdateFunctionEventInvokeConfig changes only those that it names. The configuration of a function without a qualifier is
that of ``$LATEST``, a list has pages, and a destination is an existing function, not the same one:
https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack fills in an age of six hours and two retries, which each of Terraform's plans removes, and has no update. It
stores two configurations, one without a qualifier and one of ``$LATEST``.
"""

import functools
import json
import re
from typing import Any
from urllib.parse import unquote

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]
_SETTINGS = ("MaximumRetryAttempts", "MaximumEventAgeInSeconds")
_DESTINATIONS: _Json = {"OnSuccess": {}, "OnFailure": {}}
_SERVICES = ("events", "lambda", "s3", "sns", "sqs")
_PATH = re.compile(r"/2019-09-25/functions/([^/]+)/event-invoke-config/?")
_LATEST = "$LATEST"
_UNKNOWN = "The function doesn't exist."
_DEFAULT_PAGE = 50


def apply() -> None:
    """Replace the operations, except that which stores a configuration, and handle the update."""
    put, handle = lambda_svc._put_event_invoke_config, lambda_svc.handle_request
    delete = lambda_svc._delete_event_invoke_config

    @functools.wraps(put)
    def put_config(function: str, qualifier: str | None, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        return _refusal(function, qualifier, data) or _put(put, function, _stored(qualifier), data)

    @functools.wraps(delete)
    def delete_config(function: str, qualifier: str | None = None) -> Any:  # noqa: ANN401 - MiniStack's response
        return _missing(function, qualifier) or delete(function, _stored(qualifier))

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: _Json) -> object:
        found = _PATH.fullmatch(unquote(path)) if method == "POST" else None
        return _update(found[1], body, query) if found else await handle(method, path, headers, body, query)

    lambda_svc._put_event_invoke_config, lambda_svc.handle_request = put_config, handle_request
    lambda_svc._delete_event_invoke_config, lambda_svc._get_event_invoke_config = delete_config, _get
    lambda_svc._list_function_event_invoke_configs = _list


def _stored(qualifier: str | None) -> str | None:
    return None if qualifier == _LATEST else qualifier


def _config(function: str, qualifier: str | None) -> _Json | None:
    found = lambda_svc._functions.get(function)
    config: _Json | None = found and lambda_svc._event_invoke_config(found, _stored(qualifier))
    return config


def _missing(function: str, qualifier: str | None) -> object:
    if _config(function, qualifier) is not None:
        return None
    message = f"The function {lambda_svc._func_arn(function)}:{qualifier or _LATEST} doesn't have an EventInvokeConfig"
    return error_response_json("ResourceNotFoundException", message, 404)


def _get(function: str, qualifier: str | None = None) -> object:
    return _missing(function, qualifier) or lambda_svc.json_response(_config(function, qualifier))


def _put(put: Any, function: str, qualifier: str | None, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's
    response = put(function, qualifier, data)
    config = _config(function, qualifier)
    if response[0] != 200 or config is None:
        return response
    for name in _SETTINGS:
        if data.get(name) is None:
            config.pop(name, None)
    config["DestinationConfig"] = {**_DESTINATIONS, **(data.get("DestinationConfig") or {})}
    config["FunctionArn"] = f"{lambda_svc._func_arn(function)}:{qualifier or _LATEST}"
    return lambda_svc.json_response(config)


def _refusal(function: str, qualifier: str | None, data: _Json) -> object:
    if not data.keys() & {*_SETTINGS, "DestinationConfig"}:
        return _invalid("You must specify at least one of error handling or destination setting.")
    found = lambda_svc._functions.get(function)
    if not found or not lambda_svc._function_qualifier_exists(found, qualifier):
        return error_response_json("ResourceNotFoundException", _UNKNOWN, 404)
    destinations = data.get("DestinationConfig") or {}
    for kind in _DESTINATIONS:
        arn = (destinations.get(kind) or {}).get("Destination") or ""
        service = arn.split(":")[2] if arn.count(":") >= len(("arn", "aws", "lambda")) else ""
        if service == "lambda":
            target = lambda_svc._resolve_request_scoped_name(arn)
            if target == function:
                return _invalid("You can't specify the function as a destination for itself.")
            if target not in lambda_svc._functions:
                return _invalid(f"The destination ARN {arn} is invalid.")
        elif service and service not in _SERVICES:
            return _invalid(f"The provided destination config {_java(destinations)} is invalid.")
    return None


def _java(destinations: _Json) -> str:
    """Return destinations as AWS writes them into a message."""
    parts = []
    for kind in _DESTINATIONS:
        name = f"{kind[0].lower()}{kind[1:]}"
        arn = (destinations.get(kind) or {}).get("Destination")
        parts.append(f"{name}={kind}(destination={arn})" if arn else f"{name}=null")
    return f"DestinationConfig({', '.join(parts)})"


def _invalid(message: str) -> object:
    return error_response_json("InvalidParameterValueException", message, 400)


def _list(function: str, query: _Json) -> object:
    if function not in lambda_svc._functions:
        return error_response_json("ResourceNotFoundException", _UNKNOWN, 404)
    found = lambda_svc._functions[function].get("event_invoke_configs") or {}
    start = int(lambda_svc._qp_first(query, "Marker", "0"))
    end = start + int(lambda_svc._qp_first(query, "MaxItems", str(_DEFAULT_PAGE)))
    page: _Json = {"FunctionEventInvokeConfigs": list(found.values())[start:end]}
    return lambda_svc.json_response({**page, "NextMarker": str(end)} if end < len(found) else page)


def _update(reference: str, body: bytes, query: _Json) -> object:
    function, in_path = lambda_svc._resolve_request_scoped_name_and_qualifier(reference)
    qualifier = lambda_svc._qualifier_from_path_or_query(in_path, query)
    if function not in lambda_svc._functions:
        return error_response_json("ResourceNotFoundException", _UNKNOWN, 404)
    config, changes = _config(function, qualifier), json.loads(body or b"{}")
    if config is None:
        return _missing(function, qualifier)
    return lambda_svc._put_event_invoke_config(function, qualifier, {**config, **changes})
