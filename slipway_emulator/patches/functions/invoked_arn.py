"""The ``invoked_function_arn`` of a function's context is the ARN that the caller invoked, with its alias or version.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html

MiniStack has it for the Invoke API, while for API Gateway and other services that invoke an ARN, and for the mapping of
a queue, it is the function's ARN, or the version's. So an alias had no metrics of these invocations, either:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
"""

import functools
from typing import Any

from ministack.services import lambda_svc


def apply() -> None:
    """Wrap the function that finds a function by its ARN, and the one that invokes it for a queue."""
    find, run_batch = lambda_svc._get_func_record_for_ref, lambda_svc._run_sqs_batch

    @functools.wraps(find)
    def get_func_record_for_ref(function_ref: Any) -> object:  # noqa: ANN401 - MiniStack allows any value
        record, config, name = find(function_ref)
        if config and isinstance(function_ref, str) and function_ref.count(":") == 7:
            config = {**config, "FunctionArn": function_ref}
        return record, config, name

    @functools.wraps(run_batch)
    def run_sqs_batch(mapping: Any, function: Any, *arguments: Any) -> object:  # noqa: ANN401 - as in MiniStack
        config = {**function["config"], "FunctionArn": mapping["FunctionArn"]}
        return run_batch(mapping, {**function, "config": config}, *arguments)

    lambda_svc._get_func_record_for_ref = get_func_record_for_ref
    lambda_svc._run_sqs_batch = run_sqs_batch
