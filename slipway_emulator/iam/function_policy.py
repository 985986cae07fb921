"""Evaluates the resource policy of a function for an AWS service that would invoke it."""

from ministack.core import iam_evaluator
from ministack.services import lambda_svc


def may_invoke(service: str, function: str, source_arn: str, source_account: str = "") -> bool | None:
    """Return whether a function's policy lets a service invoke it, or None if the function doesn't exist.

    Args:
        service: the principal, e.g. ``apigateway.amazonaws.com``.
        function: the ARN of the function, or of its version or alias.
        source_arn: what the service invokes it for; its region and account are those of the request.
        source_account: the account of a source whose ARN doesn't have it, as that of a bucket.
    """
    policy = lambda_svc.function_policy_for_arn(function)
    if policy is None:
        return None
    _, _, _, region, account, _ = source_arn.split(":", 5)
    account_id = account or source_account
    context = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account=account_id,
        action="lambda:InvokeFunction",
        resource_arn=function,
        region=region,
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": account_id},
    )
    return bool(iam_evaluator.evaluate_resource_policy(policy[0], context, service=service).decision == "Allow")
