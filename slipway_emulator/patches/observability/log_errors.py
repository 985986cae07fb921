"""The errors of CloudWatch Logs don't name what doesn't exist or exists already, as AWS's don't.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_groups.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_streams.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_subscription_filters.snapshot.json

MiniStack adds the name, which programs that compare messages don't expect.
"""

import functools
import re
from typing import Any

from ministack.services import cloudwatch_logs

_NAMED = re.compile(
    r"(The specified (?:log group|log stream|subscription filter) )(?:(does not exist): .*|(already exists): .*)",
    re.DOTALL,
)
_EXCLUSIVE = "logGroupNamePrefix and logGroupNamePattern are mutually exclusive."
_EXCLUSIVE_OF_AWS = "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."


def apply() -> None:
    """Wrap the function that writes an error."""
    write = cloudwatch_logs.error_response_json

    @functools.wraps(write)
    def error_response(code: str, message: str, *args: object, **options: object) -> Any:  # noqa: ANN401
        message = message.replace(_EXCLUSIVE, _EXCLUSIVE_OF_AWS)
        if named := _NAMED.fullmatch(message):
            message = named[1] + (f"{named[2]}." if named[2] else named[3])
        return write(code, message, *args, **options)

    cloudwatch_logs.error_response_json = error_response
