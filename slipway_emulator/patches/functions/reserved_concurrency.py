"""A function's reserved concurrency applies to its versions and aliases too.

AWS counts all invocations of a function together:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html

The functions of an account can reserve as much as leaves 100 of its limit to the rest:
https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

A throttled invocation gets the message "Rate Exceeded.", and no time after which to try again:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json

MiniStack stores any number, in ``$LATEST``, and never throttles a version or an alias. Its message names the function.
"""

import functools
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json

_ACCOUNT_LIMIT = 1000
_MIN_UNRESERVED = 100


def apply() -> None:
    """Read the number where it is stored, and limit it when it is set."""
    reserved_concurrency, put_concurrency = lambda_svc._reserved_concurrency, lambda_svc._put_function_concurrency

    @functools.wraps(reserved_concurrency)
    def of_whole_function(version: dict[str, Any], config: dict[str, Any]) -> int | None:
        function = lambda_svc._functions.get(config.get("FunctionName"))
        reserved: int | None = reserved_concurrency(function or version, config)
        return reserved

    @functools.wraps(put_concurrency)
    def put(name: str, data: dict[str, Any]) -> object:
        others = (function for key, function in lambda_svc._functions.items() if key != name)
        reserved = sum(function.get("concurrency") or 0 for function in others)
        number = data.get("ReservedConcurrentExecutions", 0)
        if name in lambda_svc._functions and reserved + number > _ACCOUNT_LIMIT - _MIN_UNRESERVED:
            message = (
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                f"below its minimum value of [{_MIN_UNRESERVED}]."
            )
            return error_response_json("InvalidParameterValueException", message, 400)
        return put_concurrency(name, data)

    throttle = lambda_svc._throttle_response

    @functools.wraps(throttle)
    def throttled(reason_code: str, *_: object, **__: object) -> dict[str, Any]:
        result: dict[str, Any] = throttle(reason_code, "Rate Exceeded.")
        del result["body"]["retryAfterSeconds"]
        return result

    lambda_svc._reserved_concurrency, lambda_svc._put_function_concurrency = of_whole_function, put
    lambda_svc._throttle_response = throttled
