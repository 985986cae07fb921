"""A function's settings, and how it calls AWS."""

import logging
import os
from collections.abc import Mapping
from typing import Any

from botocore.config import Config

# At INFO, botocore logs at each cold start where it found the credentials and the endpoint.
logging.getLogger("botocore").setLevel(logging.WARNING)

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

CONFIG = Config(
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)

ONE_ATTEMPT = CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
"""For calls that aren't idempotent: when a response is lost, the call may have succeeded."""


CONFLICTS = {"ReplicatedWriteConflictException", "TransactionConflict", "TransactionConflictException"}
"""Error codes of DynamoDB for a write that met another one. A retry succeeds as soon as the other one has ended."""


def error_codes(response: Mapping[str, Any]) -> set[str]:
    """Return the error code of a response, or the codes of the reasons why a transaction was canceled.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html

    Args:
        response: the response of a `ClientError`.
    """
    reasons = {reason.get("Code") for reason in response.get("CancellationReasons") or ()} - {"None", None}
    return reasons or {response.get("Error", {}).get("Code", "")}


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
