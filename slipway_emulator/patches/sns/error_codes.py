"""SNS's errors have the codes of its model, e.g. ``InvalidParameter``.

https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html#API_Subscribe_Errors

MiniStack returns the names that SDKs have for some of them, e.g. ``InvalidParameterException``, so that clients that
compare codes don't recognize them.
"""

import functools
from typing import Any

from ministack.services import sns


def apply() -> None:
    """Wrap the function that makes an error response."""
    error = sns._error

    @functools.wraps(error)
    def error_with_code(code: str, message: str, status: int) -> Any:  # noqa: ANN401 - MiniStack's response
        return error(code.removesuffix("Exception"), message, status)

    sns._error = error_with_code
