"""SNS's errors have the codes of its model, e.g. ``InvalidParameter``, and don't repeat the ARN that isn't found.

https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html#API_Subscribe_Errors

MiniStack returns the names that SDKs have for some of them, e.g. ``InvalidParameterException``, so that clients that
compare codes don't recognize them.
"""

import functools
import re
from typing import Any

from ministack.services import sns

_WITH_ARN = re.compile(r"(\w+ does not exist): .*", re.DOTALL)


def apply() -> None:
    """Wrap the function that makes an error response."""
    error = sns._error

    @functools.wraps(error)
    def error_with_code(code: str, message: str, status: int) -> Any:  # noqa: ANN401 - MiniStack's response
        return error(code.removesuffix("Exception"), _WITH_ARN.sub(r"\1", message), status)

    sns._error = error_with_code
