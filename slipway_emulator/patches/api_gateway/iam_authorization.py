"""A caller who may not invoke an AWS_IAM method gets the gateway response ACCESS_DENIED.

AWS responds with 403 and a message with the caller, the action and the method's ARN (with only the last four digits of
the account), formatted by the API's gateway responses:
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden

MiniStack checks the signature and the policies correctly, but responds with the error document of a control
plane (``__type``) and ignores the API's gateway responses. It also accepts a signature for any service; AWS requires
one for ``execute-api``.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core.arn import execute_api_arn
from ministack.core.iam_evaluator import AuthError
from ministack.services import apigateway_v1

_CREDENTIAL = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/[^/]+/(?P<service>[^/]+)/")
_Response = tuple[int, dict[str, str], bytes]
_error_response: Callable[..., _Response | None] = apigateway_v1.authentication_error_response


def apply() -> None:
    """Wrap the authorization of an API call."""
    apigateway_v1._AUTHENTICATION_GATEWAY_ERRORS["AccessDenied"] = ("ACCESS_DENIED", "AccessDeniedException")
    app._enforce_execute_api = _through_gateway_response(app._enforce_execute_api)


def _through_gateway_response(enforce: Callable[..., _Response | None]) -> Callable[..., _Response | None]:
    @functools.wraps(enforce)
    def enforce_execute_api(
        api_id: str,
        stage: str,
        method: str,
        path: str,
        headers: dict[str, Any],
        query_params: dict[str, Any],
        *args: object,
        **options: object,
    ) -> _Response | None:
        call = api_id, stage, method, path
        scope = apigateway_v1.find_api_scope(api_id)  # None for an HTTP API
        checks_signature = scope and app._execute_api_authorization_type(*call) == "AWS_IAM"
        if checks_signature and (error := _scope_error(headers)):
            return _error_response(api_id, stage, error, headers, query_params)
        response = enforce(*call, headers, query_params, *args, **options)
        if not scope or not response or response[1].get("x-amzn-errortype") != "AccessDeniedException":
            return response
        account_id, region = scope
        arn = execute_api_arn(region, f"********{account_id[-4:]}", *call)
        error = AuthError("AccessDenied", _with_resource(arn, json.loads(response[2])["message"]))
        return _error_response(api_id, stage, error, headers, query_params) or response

    return enforce_execute_api


def _scope_error(headers: dict[str, Any]) -> AuthError | None:
    credential = _CREDENTIAL.match(headers.get("authorization", ""))
    if not credential or credential["service"] == "execute-api":
        return None
    return AuthError("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'execute-api'.")


def _with_resource(arn: str, message: str) -> str:
    if " on resource: " in message:
        return message
    return message.replace("execute-api:Invoke", f"execute-api:Invoke on resource: {arn}", 1)
