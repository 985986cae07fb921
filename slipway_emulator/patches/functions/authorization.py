"""Each Lambda operation is authorized as the action of the same name, on the function or mapping that it names.

``UpdateAlias`` needs lambda:UpdateAlias and ``DeleteEventSourceMapping`` lambda:DeleteEventSourceMapping; only Invoke
has another name. CreateFunction is authorized on the new function, an operation with a qualifier on the version
or alias, and one on a layer's version on that version. Operations on event source mappings have the condition key
``lambda:FunctionArn``:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html

MiniStack guesses the action from the path: reading, updating and deleting an alias need lambda:ListAliases,
deleting a function's concurrency needs the permission for putting it, and updating a mapping needs none. It
authorizes CreateFunction on ``*``, an operation on a version or alias on the whole function, and one on a layer's
version on the layer. It doesn't have the condition key.
"""

import functools
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request
from slipway_emulator.patches.functions.partial_arns import function_arn

_OTHER_NAMES = {
    "Invoke": "InvokeFunction",
    "InvokeAsync": "InvokeFunction",
    "InvokeWithResponseStream": "InvokeFunction",
    "GetLayerVersionByArn": "GetLayerVersion",
}
_COLONS = 6  # in the ARN of a function without a qualifier
_FUNCTION_ARN = "lambda:functionarn"  # keys are compared in lower case


def apply() -> None:
    """Wrap the functions that return the action, the resource and the condition keys of a request."""
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
    if "/layers/" in request.path:
        return _layer(request, found)
    if request.method == "POST" and request.path.rstrip("/").endswith("/functions"):
        function = iam_actions._safe_json_field(request.body, "FunctionName")
        return function_arn(function, request.region, request.account_id)
    qualifier = iam_actions._query_param(request.query_params, "Qualifier")
    return f"{found}:{qualifier}" if qualifier and found.count(":") == _COLONS else found


def _layer(request: Request, found: str) -> str:
    """Return the ARN of a layer's version, or of the layer if the request is for all of its versions."""
    _, _, version = request.path.rstrip("/").partition("/versions/")
    return f"{found}:{version.partition('/')[0]}" if version else found


def _add_function_arn() -> None:
    request_tag_context, resolve = iam_actions.request_tag_context, iam_evaluator._resolve_condition_key

    @functools.wraps(request_tag_context)
    def context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        keys: dict[str, Any] = request_tag_context(service, iam_action, body, params)
        if iam_action != "lambda:CreateEventSourceMapping":
            return keys
        function = iam_actions._safe_json_field(body, "FunctionName")
        return {**keys, _FUNCTION_ARN: function_arn(function, get_region(), get_account_id())}

    @functools.wraps(resolve)
    def resolve_condition_key(key: str, ctx: Any) -> Any:  # noqa: ANN401 - a key's value can be of any type
        if key.lower() == _FUNCTION_ARN and ":event-source-mapping:" in ctx.resource_arn:
            mapping = lambda_svc._esms.get(ctx.resource_arn.rpartition(":")[2])
            return mapping and mapping["FunctionArn"]
        return resolve(key, ctx)

    iam_actions.request_tag_context, iam_evaluator._resolve_condition_key = context, resolve_condition_key
