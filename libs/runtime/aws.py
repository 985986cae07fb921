"""A function's settings, and the limits of its calls of AWS."""

import os

CONNECT_TIMEOUT = 1
"""Seconds to wait for a connection within the region."""

READ_TIMEOUT = 3
"""Seconds to wait for data on a connection. DynamoDB, SNS and SQS respond in milliseconds."""

ATTEMPTS = 2
"""The first attempt and one retry. The caller of the function can retry for longer than the function can."""

BACKOFF = 1
"""Longest pause before the first retry in standard mode, in seconds.

https://docs.aws.amazon.com/boto3/latest/guide/retries.html#standard-retry-mode
"""

SLOWEST_CALL = ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + BACKOFF
"""Longest duration of one call, in seconds. An API function makes at most two; its timeout must be longer than both."""


def setting(name: str) -> str:
    """Return the value of an environment variable.

    Call it at import, so that a function without a required setting fails before it receives an event.

    Raises:
        RuntimeError: the variable is not set, or empty.
    """
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"the environment variable {name} is not set")
    return value
