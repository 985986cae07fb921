"""A function is also named by a partial ARN, such as ``123456789012:function:my-function``.

"You can append a version number or alias to any of the formats." The region and the account before ``function:`` are
optional:
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (FunctionName)
https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html

MiniStack takes what is before the first colon for the name, and authorizes the request on that.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_PARTIAL = re.compile(r"(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?function:(.+)")


def apply() -> None:
    """Wrap the functions that read a function's name, and the one that returns the resource of a request."""
    for name in ("_resolve_name", "_resolve_name_and_qualifier", "_resolve_request_scoped_name_and_qualifier"):
        setattr(lambda_svc, name, _of_full_arn(getattr(lambda_svc, name)))
    resource_arns.correct(_resource)


def function_arn(function: str, region: str, account_id: str) -> str:
    """Return the ARN of a function.

    Args:
        function: its name, with or without a qualifier, or its whole or partial ARN.
        region: region of the request; a partial ARN may have another one.
        account_id: account id of the request; likewise.
    """
    if function.startswith("arn:"):
        return function
    partial = _PARTIAL.fullmatch(function)
    if partial:
        region, account_id, function = partial[1] or region, partial[2] or account_id, partial[3]
    return f"arn:aws:lambda:{region}:{account_id}:function:{function}"


def _of_full_arn(resolve: Callable[[str], Any]) -> Callable[[str], Any]:
    @functools.wraps(resolve)
    def resolve_function(name_or_arn: str) -> Any:  # noqa: ANN401 - MiniStack's
        if name_or_arn and _PARTIAL.fullmatch(name_or_arn):
            name_or_arn = function_arn(name_or_arn, get_region(), get_account_id())
        return resolve(name_or_arn)

    return resolve_function


def _resource(request: Request, found: str) -> str:
    prefix = request.arn("lambda", "function:")
    if request.service != "lambda" or not found.startswith(prefix):
        return found
    return function_arn(found.removeprefix(prefix), request.region, request.account_id)
