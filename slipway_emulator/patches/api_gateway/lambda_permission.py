"""API Gateway invokes a function only if the function's resource policy allows it for that method or authorizer.

AWS evaluates the policy of the integration's function, version or alias with the principal ``apigateway.amazonaws.com``
and the method's ARN as ``aws:SourceArn``: the declared method (maybe ``ANY``) and the path of the resource, with
parameters in braces. If it isn't allowed, a REST API responds with 500 (API_CONFIGURATION_ERROR).
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html

The ARN of an authorizer is ``{api}/authorizers/{id}``, and its role counts instead of the policy if it has one:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
If it may not be invoked, a REST API responds with 500 (AUTHORIZER_CONFIGURATION_ERROR) and the message null, and an
HTTP API with 500 and "Internal Server Error":
https://repost.aws/knowledge-center/api-gateway-rest-api-lambda-integrations
https://repost.aws/knowledge-center/api-gateway-http-lambda-integrations
https://github.com/aws/chalice/issues/670

MiniStack ignores the function's policy.
"""

import functools
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core.arn import execute_api_arn
from ministack.services import apigateway, apigateway_v1

from slipway_emulator.iam import authorization, function_policy

_Invoke = Callable[..., Awaitable[Any]]
_HTTP_API_ERROR = 500, {"Content-Type": "application/json"}, json.dumps({"message": "Internal Server Error"}).encode()


def apply() -> None:
    """Wrap the functions that invoke Lambda for an API, and the errors of authorizers."""
    apigateway_v1._invoke_lambda_proxy_v1 = _for_rest_api(apigateway_v1._invoke_lambda_proxy_v1)
    apigateway_v1._invoke_lambda_custom_v1 = _for_rest_api(apigateway_v1._invoke_lambda_custom_v1)
    apigateway._invoke_lambda_proxy = _for_http_api(apigateway._invoke_lambda_proxy)
    apigateway_v1._invoke_authorizer_lambda = _for_authorizer(apigateway_v1._invoke_authorizer_lambda)
    apigateway._invoke_request_authorizer_lambda = _for_authorizer(apigateway._invoke_request_authorizer_lambda)
    gateway_error = apigateway_v1._gw_error

    @functools.wraps(gateway_error)
    def gw_error(error_type: str, message: str | None, *args: object, **options: object) -> object:
        is_authorizer = error_type == "AUTHORIZER_CONFIGURATION_ERROR"
        return gateway_error(error_type, None if is_authorizer else message, *args, **options)

    apigateway_v1._gw_error = gw_error


def _for_rest_api(invoke: _Invoke) -> _Invoke:
    signature = inspect.signature(invoke)

    @functools.wraps(invoke)
    async def checked(*args: object, **options: object) -> object:
        call = signature.bind(*args, **options).arguments
        resource, integration = call["resource"], call["integration"]
        method = call["method"] if call["method"] in resource["resourceMethods"] else "ANY"
        scope = call["owner_region"], call["owner_account_id"]
        source_arn = execute_api_arn(*scope, call["api_id"], call["stage_name"], method, resource["path"])
        if not _may_invoke(integration.get("uri"), integration.get("credentials"), source_arn):
            return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        return await invoke(*args, **options)

    return checked


def _for_http_api(invoke: _Invoke) -> _Invoke:
    signature = inspect.signature(invoke)

    @functools.wraps(invoke)
    async def checked(*args: object, **options: object) -> object:
        call = signature.bind(*args, **options).arguments
        method, _, path = call["route_key"].partition(" ")  # "GET /movies", or "$default"
        scope = call["owner_region"], call["owner_account_id"]
        source_arn = execute_api_arn(*scope, call["api_id"], call["stage"], method, path)
        source_arn = source_arn if path else source_arn.removesuffix("/")
        integration = call["integration"]
        if not _may_invoke(integration.get("integrationUri"), integration.get("credentialsArn"), source_arn):
            return _HTTP_API_ERROR
        return await invoke(*args, **options)

    return checked


def _for_authorizer(invoke: _Invoke) -> _Invoke:
    @functools.wraps(invoke)
    async def checked(authorizer: dict[str, Any], event: dict[str, Any], account_id: str, region: str) -> object:
        *prefix, resource = (event.get("methodArn") or event["routeArn"]).split(":", 5)
        api_id, authorizer_id = resource.split("/")[0], authorizer.get("authorizerId") or authorizer["id"]
        source_arn = ":".join([*prefix, f"{api_id}/authorizers/{authorizer_id}"])
        role = authorizer.get("authorizerCredentials") or authorizer.get("authorizerCredentialsArn")
        if not _may_invoke(authorizer.get("authorizerUri"), role, source_arn):
            return None  # as for a function that can't be found: an error of the authorizer's configuration
        return await invoke(authorizer, event, account_id, region)

    return checked


def _may_invoke(uri: str | None, credentials: str | None, source_arn: str) -> bool:
    _, _, _, region, account_id, _ = source_arn.split(":", 5)
    function = apigateway_v1._extract_lambda_ref_from_integration_uri(uri or "")
    if not function.startswith("arn:"):
        function = f"arn:aws:lambda:{region}:{account_id}:function:{function}"
    is_allowed = function_policy.may_invoke("apigateway.amazonaws.com", function, source_arn)
    if is_allowed is None:
        return True  # for a function that doesn't exist, MiniStack's own response is right
    if credentials:  # then this role invokes the function, whose policy doesn't count
        return authorization.authorize(account_id, credentials, "lambda:InvokeFunction", function)
    return is_allowed
