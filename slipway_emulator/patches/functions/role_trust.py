"""A function can't have a role that Lambda may not assume.

AWS refuses CreateFunction and UpdateFunctionConfiguration with InvalidParameterValueException when there is no such
role, or its trust policy doesn't let ``lambda.amazonaws.com`` assume it:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
https://repost.aws/knowledge-center/lambda-function-assume-iam-role

MiniStack 1.5.33 only looks whether a role of that name is there, and not even that on an update.
"""

import functools
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

from slipway_emulator.iam import service_role


def apply() -> None:
    """Wrap the two operations that give a function its role."""
    create_function, update_config = lambda_svc._create_function, lambda_svc._update_config

    @functools.wraps(create_function)
    def create(data: dict[str, Any]) -> object:
        return _refusal(data) or create_function(data)

    @functools.wraps(update_config)
    def update(name: str, data: dict[str, Any]) -> object:
        return _refusal(data) or update_config(name, data)

    lambda_svc._create_function, lambda_svc._update_config = create, update


def _refusal(data: dict[str, Any]) -> object:
    if "Role" not in data or service_role.can_assume(data["Role"], "lambda.amazonaws.com"):
        return None
    message = "The role defined for the function cannot be assumed by Lambda."
    return error_response_json("InvalidParameterValueException", message, 400)
