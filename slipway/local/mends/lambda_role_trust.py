"""A function can't have a role that Lambda may not assume.

AWS refuses CreateFunction and UpdateFunctionConfiguration with InvalidParameterValueException when there is no such
role, or its trust policy doesn't let ``lambda.amazonaws.com`` assume it:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
https://repost.aws/knowledge-center/lambda-function-assume-iam-role

MiniStack 1.5.33 only looks whether a role of that name is there, and not even that on an update.
"""

import functools
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json
from ministack.services import iam, lambda_svc

_SERVICE = "lambda.amazonaws.com"


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
    if "Role" not in data or _can_assume(data["Role"]):
        return None
    message = "The role defined for the function cannot be assumed by Lambda."
    return error_response_json("InvalidParameterValueException", message, 400)


def _can_assume(role_arn: str) -> bool:
    role = iam._roles.get(role_arn.rsplit("/", 1)[-1])
    if role is None or role["Arn"] != role_arn:
        return False
    context = iam_evaluator.EvalContext(
        principal_arn=_SERVICE,
        principal_type="Service",
        principal_account=role_arn.split(":")[4],
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region="",
    )
    trust_policy = role["AssumeRolePolicyDocument"]
    result = iam_evaluator.evaluate_resource_policy(trust_policy, context, service=_SERVICE)
    return bool(result.decision == "Allow")
