"""A function can't have a role that Lambda may not assume.

AWS rejects CreateFunction and UpdateFunctionConfiguration with InvalidParameterValueException if the role doesn't
exist, or if its trust policy doesn't let ``lambda.amazonaws.com`` assume it:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
https://repost.aws/knowledge-center/lambda-function-assume-iam-role

MiniStack checks only that a role of that name exists, and on an update it checks nothing.
"""

import functools
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from slipway_emulator.iam import service_role
from slipway_emulator.responses import error_response_json


def apply() -> None:
    """Wrap the two operations that set a function's role."""
    create_function, update_config = lambda_svc._create_function, lambda_svc._update_config

    @functools.wraps(create_function)
    def create(data: dict[str, Any]) -> object:
        return _rejection(data.get("FunctionName", ""), data) or create_function(data)

    @functools.wraps(update_config)
    def update(name: str, data: dict[str, Any]) -> object:
        return _rejection(name, data) or update_config(name, data)

    lambda_svc._create_function, lambda_svc._update_config = create, update


def _rejection(name: str, data: dict[str, Any]) -> object:
    function_arn = f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{name.rpartition(':')[2]}"
    if "Role" not in data or service_role.can_assume(data["Role"], "lambda.amazonaws.com", function_arn):
        return None
    message = "The role defined for the function cannot be assumed by Lambda."
    return error_response_json("InvalidParameterValueException", message, 400)
