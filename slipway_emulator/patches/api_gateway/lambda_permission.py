"""API Gateway invokes a function only if the function's resource policy allows it for that method.

AWS evaluates the policy of the integration's function, version or alias with the principal ``apigateway.amazonaws.com``
and the method's ARN as ``aws:SourceArn``: the declared method (maybe ``ANY``) and the path of the resource, with
parameters in braces. If it isn't allowed, a REST API responds with 500 (API_CONFIGURATION_ERROR).
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html

MiniStack ignores the function's policy.
"""

import functools
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.arn import execute_api_arn
from ministack.services import apigateway, apigateway_v1, lambda_svc

from slipway_emulator.iam import authorization

_Invoke = Callable[..., Awaitable[Any]]
_HTTP_API_ERROR = 500, {"Content-Type": "application/json"}, json.dumps({"message": "Internal Server Error"}).encode()


def apply() -> None:
    """Wrap the three functions that invoke Lambda for an API."""
    apigateway_v1._invoke_lambda_proxy_v1 = _for_rest_api(apigateway_v1._invoke_lambda_proxy_v1)
    apigateway_v1._invoke_lambda_custom_v1 = _for_rest_api(apigateway_v1._invoke_lambda_custom_v1)
    apigateway._invoke_lambda_proxy = _for_http_api(apigateway._invoke_lambda_proxy)


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


def _may_invoke(uri: str | None, credentials: str | None, source_arn: str) -> bool:
    _, _, _, region, account_id, _ = source_arn.split(":", 5)
    function = apigateway_v1._extract_lambda_ref_from_integration_uri(uri or "")
    if not function.startswith("arn:"):
        function = f"arn:aws:lambda:{region}:{account_id}:function:{function}"
    policy = lambda_svc.function_policy_for_arn(function)
    if policy is None:
        return True  # for a function that doesn't exist, MiniStack's own response is right
    if credentials:  # then the integration's role invokes the function, whose policy doesn't count
        return authorization.authorize(account_id, credentials, "lambda:InvokeFunction", function)
    context = iam_evaluator.EvalContext(
        principal_arn="apigateway.amazonaws.com",
        principal_type="Service",
        principal_account=account_id,
        action="lambda:InvokeFunction",
        resource_arn=function,
        region=region,
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": account_id},
    )
    result = iam_evaluator.evaluate_resource_policy(policy[0], context, service="apigateway.amazonaws.com")
    return bool(result.decision == "Allow")
