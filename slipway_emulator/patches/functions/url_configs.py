"""The response to a new or changed function URL has the invoke mode that was given, and a second URL is refused.

GetFunctionUrlConfig has the mode in any case:
https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack always returns the mode, and has its own messages.
"""

import functools
import json
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the two operations."""
    create, update = lambda_svc._create_function_url_config, lambda_svc._update_function_url_config

    @functools.wraps(create)
    def create_config(name: str, data: _Json, qualifier: str | None) -> Any:  # noqa: ANN401 - MiniStack's response
        function = lambda_svc._functions.get(name)
        if not function or not lambda_svc._function_qualifier_exists(function, qualifier):
            return error_response_json("ResourceNotFoundException", "Function does not exist", 404)
        if lambda_svc._url_config_key(name, qualifier) in lambda_svc._function_urls:
            arn = lambda_svc._func_arn(name) + (f":{qualifier}" if qualifier else "")
            message = f"Failed to create function url config for [functionArn = {arn}]. Error message:  "
            reason = "FunctionUrlConfig exists for this Lambda function"
            return error_response_json("ResourceConflictException", message + reason, 409)
        return _with_given_mode(create(name, data, qualifier), data)

    @functools.wraps(update)
    def update_config(name: str, data: _Json, qualifier: str | None) -> Any:  # noqa: ANN401 - MiniStack's response
        return _with_given_mode(update(name, data, qualifier), data)

    lambda_svc._create_function_url_config, lambda_svc._update_function_url_config = create_config, update_config


def _with_given_mode(response: Any, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    status, headers, body = response
    found = json.loads(body)
    if not data.get("InvokeMode"):
        found.pop("InvokeMode", None)
    return status, headers, json.dumps(found).encode()
