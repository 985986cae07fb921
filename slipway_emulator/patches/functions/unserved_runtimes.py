"""A function whose runtime this machine doesn't run fails when it is invoked.

On AWS it would run. A failure is what its caller can't take for an answer of the function.

MiniStack answers with status 200 and a text that begins with ``Mock response``.
"""

import functools
from typing import Any

from ministack.services import lambda_svc

_MOCK = "Mock response - "


def apply() -> None:
    """Wrap the execution of a function."""
    execute_function = lambda_svc._execute_function

    @functools.wraps(execute_function)
    def execute(function: dict[str, Any], *arguments: object, **options: object) -> dict[str, Any]:
        result: dict[str, Any] = execute_function(function, *arguments, **options)
        body = result.get("body")
        text = body.get("body") if isinstance(body, dict) and body.get("statusCode") == 200 else None
        if not isinstance(text, str) or not text.startswith(_MOCK) or "error" in result:
            return result
        # A function that runs here returns this text as its own.
        config = function.get("config") or function
        if config.get("Runtime", "").startswith(("python", "nodejs")) and function.get("code_zip"):
            return result
        message = f"The local AWS doesn't run this function: {text.removeprefix(_MOCK)}"
        return {**result, "body": {"errorMessage": message, "errorType": "Runtime.Unserved"}, "error": True}

    lambda_svc._execute_function = execute
