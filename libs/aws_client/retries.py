"""What is retried, how often and when: botocore's standard mode.

https://docs.aws.amazon.com/boto3/latest/guide/retries.html#standard-retry-mode
"""

import os

THROTTLED = {
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
}
"""Error codes for too many requests."""

TRANSIENT = {"ReplicatedWriteConflictException", "RequestTimeout", "RequestTimeoutException"}
"""Error codes for a failure that ends after a while. The first is DynamoDB's."""

_TRANSIENT_STATUS = {500, 502, 503, 504}
_LONGEST_PAUSE = 20  # seconds
_CAPACITY = 500
_RETRY_COST = 5
_TIMEOUT_COST = 10


def is_retryable(status: int, code: str) -> bool:
    """Return whether a call may succeed when it is repeated."""
    return status in _TRANSIENT_STATUS or code in THROTTLED or code in TRANSIENT


def pause_before(retry: int) -> float:
    """Return a random number of seconds to wait before a retry: the first after at most 1, the next 2, 4, 8, 16, 20.

    From the system's random numbers, since a module's generator has the same state in each copy of a snapshot.
    """
    fraction = int.from_bytes(os.urandom(7)) / (1 << 56)
    return float(fraction * min(2 ** (retry - 1), _LONGEST_PAUSE))


class TokenBucket:
    """Limits the retries of a client while AWS fails for long: each takes tokens, and each success returns some."""

    def __init__(self) -> None:
        self.tokens = _CAPACITY

    def take(self, *, is_timeout: bool) -> int:
        """Return how many tokens a retry has taken; 0 if there aren't enough, and so no retry."""
        cost = _TIMEOUT_COST if is_timeout else _RETRY_COST
        if cost > self.tokens:
            return 0
        self.tokens -= cost
        return cost

    def give_back(self, taken: int) -> None:
        """Return the tokens of a call's last retry after its success, or 1 for a call without a retry."""
        self.tokens = min(_CAPACITY, self.tokens + (taken or 1))
