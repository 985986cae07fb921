"""Each operation of Lambda is authorized as the action of its own name, on the function or mapping that it names.

``UpdateAlias`` needs lambda:UpdateAlias and ``DeleteEventSourceMapping`` lambda:DeleteEventSourceMapping; only what
invokes goes by another name. A function that is about to be made is a resource too, and so is the version or alias that
a qualifier names; what makes or changes a mapping has the condition key ``lambda:FunctionArn``:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html

MiniStack 1.5.33 takes a guess at the path: reading, moving and deleting an alias count as lambda:ListAliases, deleting
a function's concurrency as putting it, and changing a mapping needs no permission at all. It decides CreateFunction on
``*``, and an operation on a version or alias on the whole function, and doesn't know the key.
"""

import functools
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_OTHER_NAMES = {
    "Invoke": "InvokeFunction",
    "InvokeAsync": "InvokeFunction",
    "InvokeWithResponseStream": "InvokeFunction",
    "GetLayerVersionByArn": "GetLayerVersion",
}
_COLONS = 6  # in the ARN of a function without a qualifier
_FUNCTION_ARN = "lambda:functionarn"  # keys are compared in lower case


def apply() -> None:
    """Wrap what MiniStack asks for the action, the resource and the condition keys of a request."""
    _correct_actions()
    resource_arns.correct(_resource)
    _add_function_arn()


def _correct_actions() -> None:
    lambda_action = iam_actions._lambda_action
    iam_actions._BOTOCORE_SERVICE_MAP["lambda"] = ["lambda"]

    @functools.wraps(lambda_action)
    def action(method: str, path: str) -> str | None:
        operation: str | None = iam_actions._match_rest_action("lambda", method, path)
        if operation is None:
            operation = lambda_action(method, path)
        return operation and _OTHER_NAMES.get(operation, operation)

    iam_actions._lambda_action = action


def _resource(request: Request, found: str) -> str:
    if request.service != "lambda":
        return found
    if request.method == "POST" and request.path.rstrip("/").endswith("/functions"):
        return _arn(iam_actions._safe_json_field(request.body, "FunctionName"), request.region, request.account_id)
    qualifier = iam_actions._query_param(request.query_params, "Qualifier")
    return f"{found}:{qualifier}" if qualifier and found.count(":") == _COLONS else found


def _add_function_arn() -> None:
    request_tag_context, resolve = iam_actions.request_tag_context, iam_evaluator._resolve_condition_key

    @functools.wraps(request_tag_context)
    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        keys: dict[str, Any] = request_tag_context(service, iam_action, body, params)
        if iam_action != "lambda:CreateEventSourceMapping":
            return keys
        function = iam_actions._safe_json_field(body, "FunctionName")
        return {**keys, _FUNCTION_ARN: _arn(function, get_region(), get_account_id())}

    @functools.wraps(resolve)
    def resolve_condition_key(key: str, ctx: Any) -> Any:  # noqa: ANN401 - a key's value can be of any type
        if key.lower() == _FUNCTION_ARN and ":event-source-mapping:" in ctx.resource_arn:
            mapping = lambda_svc._esms.get(ctx.resource_arn.rpartition(":")[2])
            return mapping and mapping["FunctionArn"]
        return resolve(key, ctx)

    iam_actions.request_tag_context, iam_evaluator._resolve_condition_key = context, resolve_condition_key


def _arn(function: str, region: str, account_id: str) -> str:
    return function if function.startswith("arn:") else f"arn:aws:lambda:{region}:{account_id}:function:{function}"
