"""A caller of another account may use a function that it names by its ARN if the function's policy allows it.

"You can grant permission to an entire account"; without such a permission, the request is denied whether or not the
function exists:
https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-cross-account.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html

MiniStack doesn't find functions of other accounts.
"""

import functools
import re
from typing import Any
from urllib.parse import unquote

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import request_scope
from ministack.services import lambda_svc

from slipway_emulator.iam import caller
from slipway_emulator.patches.functions.partial_arns import function_arn
from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]
_PATH = re.compile(r"/\d{4}-\d\d-\d\d/functions/([^/]+)(?:/.*)?")
_TYPES = {":user/": "User", ":assumed-role/": "AssumedRole", ":federated-user/": "FederatedUser"}


def apply() -> None:
    """Wrap the handler of all requests, and the function that finds a policy."""
    handle, find_policy = lambda_svc.handle_request, lambda_svc.function_policy_for_arn

    @functools.wraps(find_policy)
    def function_policy_for_arn(resource_arn: str) -> Any:  # noqa: ANN401 - MiniStack's
        owner = _owner(resource_arn)
        if owner in ("", caller.account()):
            return find_policy(resource_arn)
        with request_scope(owner, resource_arn.split(":")[3]):
            return find_policy(resource_arn)

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401 - MiniStack's
        named = _PATH.fullmatch(path)
        arn = function_arn(unquote(named[1]), caller.region(), caller.account()) if named else ""
        owner, region = _owner(arn), caller.region()
        if owner in ("", caller.account()) or arn.split(":")[3] != region:
            return await handle(method, path, headers, body, query)
        qualifier = iam_actions._query_param(query, "Qualifier")
        action = f"lambda:{iam_actions._lambda_action(method, path)}"
        if denial := _denial(action, f"{arn}:{qualifier}" if qualifier else arn):
            return denial
        with request_scope(owner, region):
            return await handle(method, path, headers, body, query)

    lambda_svc.handle_request, lambda_svc.function_policy_for_arn = handle_request, function_policy_for_arn


def _owner(arn: str) -> str:
    """Return the account of a function's ARN, empty for another text."""
    parts = arn.split(":")
    return parts[4] if ":function:" in arn and len(parts) > 6 else ""


def _denial(action: str, arn: str) -> Any:  # noqa: ANN401 - MiniStack's response
    """Return the response to a caller whom the function's policy doesn't allow an action, None if it does."""
    principal = caller.arn()
    policy = lambda_svc.function_policy_for_arn(arn)
    context = iam_evaluator.EvalContext(
        principal_arn=principal,
        principal_type=next((kind for part, kind in _TYPES.items() if part in principal), "Root"),
        principal_account=caller.account(),
        action=action,
        resource_arn=arn,
        region=caller.region(),
    )
    if policy and iam_evaluator.evaluate_resource_policy(policy[0], context).decision == "Allow":
        return None
    message = (
        f"User: {principal} is not authorized to perform: {action} on resource: {arn} "
        f"because no resource-based policy allows the {action} action"
    )
    return error_response_json("AccessDeniedException", message, 403)
