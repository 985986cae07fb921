"""A response of more than 6 MB is an error of the function.

The limit has 100 bytes more than 6 MB. The message is the one that AWS returned:
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json

MiniStack returns any response.
"""

import functools
import json
from typing import Any

from ministack.services import lambda_svc

_MAX_BYTES = 6 * 1024 * 1024 + 100
_ERROR = {
    "errorMessage": f"Response payload size exceeded maximum allowed payload size ({_MAX_BYTES} bytes).",
    "errorType": "Function.ResponseSizeTooLarge",
}


def apply() -> None:
    """Wrap the execution of a function."""
    dispatch = lambda_svc._execute_function_dispatch

    @functools.wraps(dispatch)
    def run(*args: object) -> dict[str, Any]:
        result: dict[str, Any] = dispatch(*args)
        if result.get("error") or _size(result.get("body")) <= _MAX_BYTES:
            return result
        return {**result, "body": _ERROR, "error": True}

    lambda_svc._execute_function_dispatch = run


def _size(body: object) -> int:
    return len(body) if isinstance(body, str | bytes) else len(json.dumps(body, separators=(",", ":")).encode())
