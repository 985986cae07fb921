"""An AWS_IAM method is authorized by the policies of the caller and of the API, and a denial is a gateway response.

In the API's account one of the two must allow the call, and for a caller of another account both, also for its root.
An HTTP API has no policy, so that no other account can call its AWS_IAM routes:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html

AWS responds with 403 and a message with the caller, the action and the method's ARN (with only the last four digits of
the account), formatted by the API's gateway responses:
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden

MiniStack takes the caller's account for the API's, so that it accepts callers of all accounts, and a root without any
check. It responds with the error document of a control plane (``__type``) and ignores the API's gateway responses. It
also accepts a signature for any service; AWS requires one for ``execute-api``.
"""

import functools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import AuthError
from ministack.services import apigateway, apigateway_v1

from slipway_emulator.iam.authorization import Enforce, RequestContext, denied_by_resource_policy, wrap_enforce
from slipway_emulator.responses import Response

_CREDENTIAL = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/[^/]+/(?P<service>[^/]+)/")
_HTTP_API_DENIAL = 403, {"content-type": "application/json"}, b'{"message":"Forbidden"}'
_error_response: Callable[..., Response | None] = apigateway_v1.authentication_error_response


def apply() -> None:
    """Wrap the authorization of an API call, and its response."""
    wrap_enforce(_authorize)
    apigateway_v1._AUTHENTICATION_GATEWAY_ERRORS["AccessDenied"] = ("ACCESS_DENIED", "AccessDeniedException")
    app._enforce_execute_api = _through_gateway_response(app._enforce_execute_api)


def _authorize(request: RequestContext, enforce: Enforce) -> object:
    """Authorize a call on the method's ARN in the API's account."""
    if request.action != "execute-api:Invoke" or not request.resource.startswith("arn:"):
        return enforce(request)
    *prefix, account_id, path = request.resource.split(":", 5)
    api_id = path.partition("/")[0]
    rest_api = apigateway_v1.find_api_scope(api_id)
    scope = rest_api or apigateway.find_api_scope(api_id)
    if scope is None:
        return enforce(request)
    request = replace(request, resource=":".join([*prefix, scope[0], path]))
    denied = enforce(request)
    is_foreign = account_id != scope[0]
    # MiniStack evaluates the API's policy for all other callers.
    is_unchecked = iam_evaluator.is_root_access_key(request.access_key_id) or (is_foreign and not rest_api)
    if denied is not None or not request.access_key_id or not is_unchecked:
        return denied
    policy, _ = apigateway_v1.rest_api_policy_for_arn(request.resource) or ("", "")
    return denied_by_resource_policy(request, policy, account_id, is_foreign=is_foreign)


def _through_gateway_response(enforce: Callable[..., Response | None]) -> Callable[..., Response | None]:
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
    ) -> Response | None:
        call = api_id, stage, method, path
        scope = apigateway_v1.find_api_scope(api_id)  # None for an HTTP API
        checks_signature = scope and app._execute_api_authorization_type(*call) == "AWS_IAM"
        if checks_signature and (error := _scope_error(headers)):
            return _error_response(api_id, stage, error, headers, query_params)
        response = enforce(*call, headers, query_params, *args, **options)
        if not response or response[1].get("x-amzn-errortype") != "AccessDeniedException":
            return response
        if not scope:
            return _HTTP_API_DENIAL
        error = AuthError("AccessDenied", json.loads(response[2])["message"])
        return _error_response(api_id, stage, error, headers, query_params) or response

    return enforce_execute_api


def _scope_error(headers: dict[str, Any]) -> AuthError | None:
    credential = _CREDENTIAL.match(headers.get("authorization", ""))
    if not credential or credential["service"] == "execute-api":
        return None
    return AuthError("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'execute-api'.")
