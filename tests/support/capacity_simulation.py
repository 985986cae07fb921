"""Simulations of what the capacity model has formulas for, event by event and from a seed."""

import heapq
import random
from collections.abc import Callable


def refused_share(concurrency: int, rate: float, duration: Callable[[random.Random], float], *, requests: int) -> float:
    """Return the share of requests that find all executions in use, of requests that arrive independently.

    Args:
        concurrency: the number of executions.
        rate: requests a second.
        duration: returns that of a request in seconds.
        requests: how many are sent.
    """
    generator = random.Random(7)
    now, refused = 0.0, 0
    ends: list[float] = []
    for _ in range(requests):
        now += generator.expovariate(rate)
        while ends and ends[0] <= now:
            heapq.heappop(ends)
        if len(ends) < concurrency:
            heapq.heappush(ends, now + duration(generator))
        else:
            refused += 1
    return refused / requests


def token_bucket(times: list[float], refill: float, bucket: float) -> list[bool]:
    """Return whether a token bucket, full at first, accepts each of some requests.

    Args:
        times: times of the requests in seconds, in order.
        refill: tokens a second.
        bucket: the largest number of tokens.
    """
    tokens, before, accepted = bucket, 0.0, []
    for time in times:
        tokens, before = min(bucket, tokens + (time - before) * refill), time
        is_accepted = tokens >= 1
        tokens -= is_accepted
        accepted.append(is_accepted)
    return accepted


def drain_time(backlog: int, rate: float, concurrency: int, batch: int, duration: float) -> float:
    """Return the seconds until no message waits, while others still arrive.

    A batch takes as long as a part of it is full, as the work for its messages does.

    Args:
        backlog: messages that wait at first.
        rate: messages that arrive a second, evenly.
        concurrency: batches that are processed at the same time.
        batch: its messages at most.
        duration: duration of a full batch, in seconds.
    """
    waiting, arrived, now = backlog, 0, 0.0
    free = [0.0] * concurrency
    while waiting:
        now = max(now, heapq.heappop(free))
        waiting += int(now * rate) - arrived
        arrived = int(now * rate)
        taken = min(batch, waiting)
        waiting -= taken
        heapq.heappush(free, now + duration * taken / batch)
    return max(free)
