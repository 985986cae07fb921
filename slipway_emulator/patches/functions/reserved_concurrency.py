"""A function's reserved concurrency applies to its versions and aliases too.

AWS counts all invocations of a function together:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html

MiniStack stores the number in ``$LATEST`` and never throttles a version or an alias.
"""

import functools
from typing import Any

from ministack.services import lambda_svc


def apply() -> None:
    """Read the number where it is stored."""
    reserved_concurrency = lambda_svc._reserved_concurrency

    @functools.wraps(reserved_concurrency)
    def of_whole_function(version: dict[str, Any], config: dict[str, Any]) -> int | None:
        function = lambda_svc._functions.get(config.get("FunctionName"))
        reserved: int | None = reserved_concurrency(function or version, config)
        return reserved

    lambda_svc._reserved_concurrency = of_whole_function
